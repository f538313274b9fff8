import { measureSuggest } from '../measure/measureSearch.ts'
import { withHouse } from '../measure/openHouse.ts'
import { percentile } from '../measure/times.ts'
import type { Bench } from '../runStep.ts'

const words = 100

export async function runSuggest(bench: Bench): Promise<void> {
  bench.say('Typing')
  const typed = [...new Set(bench.queries.flatMap(({ query }) => query?.split(' ') ?? []))].slice(0, words)
  const times = await withHouse(bench.space, async ({ catalog }) => {
    await measureSuggest(catalog, ['warm', 'up'])
    return measureSuggest(catalog, typed)
  })
  bench.record(
    'suggest_p95_ms',
    percentile(times, 0.95),
    `${times.length} keystrokes, median ${percentile(times, 0.5).toFixed(2)} ms`,
  )
}
