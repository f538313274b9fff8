import { measureOpen } from '../measure/measureOpen.ts'
import type { Bench } from '../runStep.ts'

export async function runOpen(bench: Bench): Promise<void> {
  bench.say('Opening the home in new processes')
  const { seconds, all } = await measureOpen(bench.space.home)
  bench.record('open_s', seconds, `median of ${all.map((one) => one.toFixed(2)).join(', ')}`)
}
