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
  missingId: (number: number) => string,
): Promise<DescendantsMeasurement> {
  const { model, descendants } = findLargestFamily(plan, missingId)
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

/**
 * By brute force over the plan.
 * @param missingId the id of a parent that was meant to be missing; a few are those of models, by chance
 */
export function findLargestFamily(
  plan: CatalogPlan,
  missingId: (number: number) => string,
): { model: number; descendants: number } {
  const found = findModelsOf(plan, missingId)
  const children = new Map<number, number[]>()
  for (let model = 0; model < plan.models; model++) {
    for (const named of parentsOf(plan, model)) {
      const parent = named < 0 ? found.get(missingId(-1 - named).toLowerCase()) : named
      if (parent === undefined || parent === model) continue
      const known = children.get(parent)
      if (known) known.push(model)
      else children.set(parent, [model])
    }
  }
  const families = plan.families.largest.map((model) => ({ model, descendants: countFrom(model, children) }))
  return families.toSorted((a, b) => b.descendants - a.descendants)[0] ?? { model: 0, descendants: 0 }
}

/** Models that have the id of a parent that was meant to be missing, in any letter case. */
function findModelsOf(plan: CatalogPlan, missingId: (number: number) => string): Map<string, number> {
  const missing = new Set<string>()
  for (let model = 0; model < plan.models; model++) {
    for (const parent of parentsOf(plan, model)) if (parent < 0) missing.add(missingId(-1 - parent).toLowerCase())
  }
  const found = new Map<string, number>()
  for (let model = 0; model < plan.models; model++) {
    const id = idOf(plan, model).toLowerCase()
    if (missing.has(id)) found.set(id, model)
  }
  return found
}

function countFrom(root: number, children: ReadonlyMap<number, readonly number[]>): number {
  const seen = new Set([root])
  for (const model of seen) for (const child of children.get(model) ?? []) seen.add(child)
  return seen.size - 1
}
