import { describeMachine } from '../catalog/describeMachine.ts'
import type { BenchReport } from '../main.ts'
import { runFuzz } from './runFuzz.ts'

/** Reads changed headers of all formats: none may crash a reader, take long or much memory. */
export async function benchFuzz(flags: { runs?: string | undefined; seed?: string | undefined }): Promise<BenchReport> {
  const runs = Number(flags.runs ?? 10_000_000)
  const seed = Number(flags.seed ?? 1)
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed))
    throw new Error('--runs and --seed are whole numbers')
  // Most runs end with an error; where each was made takes longer to find out than to read the file.
  Error.stackTraceLimit = 0
  const machine = describeMachine()
  const startedAt = performance.now()
  const result = await runFuzz({ runs, seed, onProgress: showProgress(runs) })
  const seconds = (performance.now() - startedAt) / 1000
  return {
    machine,
    figures: [
      { key: 'fuzz_runs', what: 'changed headers that were read', value: result.runs, unit: 'runs' },
      {
        key: 'fuzz_crashes',
        what: 'of these, not refused or read as promised',
        value: result.crashes.length,
        unit: 'crashes',
        bar: { side: 'at most', value: 0 },
      },
      { key: 'fuzz_slowest_ms', what: 'the slowest one', value: result.slowestMs, unit: 'ms' },
      { key: 'fuzz_rss_mb', what: 'most memory of the process', value: result.mostMemory / 1e6, unit: 'MB' },
      { key: 'fuzz_runs_per_s', what: 'speed', value: result.runs / seconds, unit: 'runs/s' },
    ],
    notes: [
      `seed ${seed}; ${Object.entries(result.runsByReader)
        .map(([reader, count]) => `${reader} ${count.toLocaleString('en')}`)
        .join(', ')}`,
      `slowest: run ${result.slowest.run}, ${result.slowest.reader}`,
      ...result.crashes.map(({ run, reader, message }) => `crash in run ${run}, ${reader}: ${message}`),
    ],
  }
}

function showProgress(runs: number): ((done: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined
  return (done) => process.stderr.write(`\r${done.toLocaleString('en')} of ${runs.toLocaleString('en')} `)
}
