import { measureRss } from '../measure/measureRss.ts'
import { percentile } from '../measure/times.ts'
import type { Bench } from '../runStep.ts'

export async function runRss(bench: Bench): Promise<void> {
  if (process.platform !== 'linux') {
    bench.notes.push('rss_mb is read from /proc, which this platform does not have.')
    return
  }
  bench.say('Serving')
  const { megabytes, peakMegabytes, times } = await measureRss(bench.space.home, bench.queries, (stop) =>
    bench.space.onClose(stop),
  )
  bench.record(
    'rss_mb',
    megabytes,
    `at most ${peakMegabytes.toFixed(0)} MB ever; over HTTP p50 ${percentile(times, 0.5).toFixed(1)}, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
  )
}
