import type { Weighthouse } from '../../../src/compose.ts'
import { type CatalogPlan, idOf, isCivitai, isRemoved } from '../generate/planCatalog.ts'

const chunk = 500

/** Marks the models that their source stops listing, as a finished sync does. @returns how many */
export async function markRemoved(
  { catalog, database }: Pick<Weighthouse, 'catalog' | 'database'>,
  plan: CatalogPlan,
): Promise<number> {
  let count = 0
  for (const source of ['huggingface', 'civitai'] as const) {
    const ids: string[] = []
    for (let model = 0; model < plan.models; model++) {
      if (isCivitai(model) === (source === 'civitai') && isRemoved(plan, model)) ids.push(idOf(plan, model))
    }
    for (let from = 0; from < ids.length; from += chunk) {
      const rows = await database.kysely
        .selectFrom('models')
        .select('key')
        .where('source', '=', source)
        .where(
          ({ fn, ref }) => fn('lower', [ref('source_id')]),
          'in',
          ids.slice(from, from + chunk).map((id) => id.toLowerCase()),
        )
        .execute()
      await catalog.write((writer) => writer.markRemoved(rows.map(({ key }) => key)))
      count += rows.length
    }
  }
  return count
}
