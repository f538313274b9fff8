import { createMissingIds } from '../generate/planCatalog.ts'
import { measureDescendants } from '../measure/measureDescendants.ts'
import { withHouse } from '../measure/openHouse.ts'
import type { Bench } from '../runStep.ts'

export async function runDescendants(bench: Bench): Promise<void> {
  bench.say('Walking the largest family')
  const { ms, firstMs, counted, expected, id } = await withHouse(bench.space, async ({ catalog }) => {
    // So that the first time is not the time of opening.
    await catalog.search({ limit: 1 })
    const { profile, plan } = bench
    return measureDescendants(catalog, plan, createMissingIds(profile, plan.models, plan.seed))
  })
  bench.record(
    'descendants_ms',
    ms,
    `${counted.toLocaleString('en')} descendants; the first time ${firstMs.toFixed(1)} ms`,
  )
  if (counted !== expected)
    bench.notes.push(`WRONG: ${id} has ${expected} descendants by the plan, ${counted} by the catalog.`)
}
