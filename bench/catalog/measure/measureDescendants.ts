import type { Catalog } from '../../../src/catalog/catalog.ts'
import { type CatalogPlan, idOf, parentsOf } from '../generate/planCatalog.ts'
import { median, timed } from './times.ts'

export interface DescendantsMeasurement {
  id: string
  /** Median of several; the first, with cold caches, besides. */
  ms: number
  firstMs: number
  counted: number
  /** By walking the plan. */
  expected: number
}

/** Asks for the ancestry of the model with the most descendants. */
export async function measureDescendants(
  catalog: Pick<Catalog, 'getAncestry'>,
  plan: CatalogPlan,
): Promise<DescendantsMeasurement> {
  const { model, descendants } = findLargestFamily(plan)
  const id = `huggingface:${idOf(plan, model)}`
  const times: number[] = []
  let counted = 0
  for (let round = 0; round < 9; round++) {
    const { ms, result } = await timed(() => catalog.getAncestry(id))
    times.push(ms)
    counted = result.descendantsTotal
  }
  return { id, ms: median(times), firstMs: times[0] ?? Number.NaN, counted, expected: descendants }
}

/** By brute force over the plan. */
export function findLargestFamily(plan: CatalogPlan): { model: number; descendants: number } {
  const children = new Map<number, number[]>()
  for (let model = 0; model < plan.models; model++) {
    for (const parent of parentsOf(plan, model)) {
      if (parent < 0 || parent === model) continue
      const known = children.get(parent)
      if (known) known.push(model)
      else children.set(parent, [model])
    }
  }
  const families = plan.families.largest.map((model) => ({ model, descendants: countFrom(model, children) }))
  return families.toSorted((a, b) => b.descendants - a.descendants)[0] ?? { model: 0, descendants: 0 }
}

function countFrom(root: number, children: ReadonlyMap<number, readonly number[]>): number {
  const seen = new Set([root])
  for (const model of seen) for (const child of children.get(model) ?? []) seen.add(child)
  return seen.size - 1
}
