import { measureSearch } from '../measure/measureSearch.ts'
import { withHouse } from '../measure/openHouse.ts'
import { percentile } from '../measure/times.ts'
import type { Bench } from '../runStep.ts'

export async function runSearch(bench: Bench): Promise<void> {
  bench.say('Searching')
  const ours = await withHouse(bench.space, ({ catalog }) => measureSearch(catalog, bench.queries, bench.warmUp))
  bench.ours = ours
  bench.record('search_p50_ms', percentile(ours.times, 0.5))
  bench.record('search_p95_ms', percentile(ours.times, 0.95))
  bench.record('search_p99_ms', percentile(ours.times, 0.99), `slowest ${percentile(ours.times, 1).toFixed(1)} ms`)
  const totals = ours.pages.map(({ total }) => total)
  bench.notes.push(
    `Matches of the 200 queries: ${[0.1, 0.25, 0.5, 0.75, 0.9, 1].map((share) => percentile(totals, share).toLocaleString('en')).join(', ')} ` +
      `(10, 25, 50, 75, 90 of 100, most); ${totals.filter((total) => total === 0).length} find nothing.`,
  )
  bench.notes.push(`The slowest of ours: ${slowest(bench)}`)
}

function slowest({ queries, ours }: Bench): string {
  return (ours?.times ?? [])
    .map((ms, index) => ({ ms, index }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 3)
    .map(({ ms, index }) => {
      const { facets: _facets, limit: _limit, ...asked } = queries[index] ?? {}
      return `${ms.toFixed(1)} ms ${JSON.stringify(asked)} (${ours?.pages[index]?.total})`
    })
    .join('; ')
}
