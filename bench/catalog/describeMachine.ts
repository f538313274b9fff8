import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** What the figures are of. */
export function describeMachine(): Record<string, string | number> {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memory_gb: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    // What else ran here: figures of a busy machine are worse.
    load_before: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}
