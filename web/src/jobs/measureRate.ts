import type { Job } from '#gen/job_pb.ts'

/** How much was done at one moment. */
export interface Sample {
  /** UTC milliseconds by this browser's clock, which the server's need not share. */
  time: number
  done: number
}

/** Only the recent past tells how fast it goes now. */
const windowMs = 15_000

/** News come several times a second; after a silence of so long, waiting counts too. */
const silenceMs = 3000

/** The samples with this job's progress added; empty when it is not running, or has started over. */
export function addSample(samples: readonly Sample[], job: Job, now: number): readonly Sample[] {
  if (job.state !== 'running' || !job.progress) return []
  const sample = { time: now, done: Number(job.progress.done) }
  const last = samples.at(-1)
  if (last && sample.done < last.done) return [sample]
  return [...samples.filter(({ time }) => time >= sample.time - windowMs), sample]
}

/**
 * Units per second, or undefined while the samples cover less than a second. Work that has stopped gets slower and
 * slower in this number, instead of keeping the speed that it once had.
 */
export function measureRate(samples: readonly Sample[], now: number): number | undefined {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.time - first.time < 1000) return undefined
  const end = now - last.time > silenceMs ? now : last.time
  return ((last.done - first.done) / (end - first.time)) * 1000
}

/** Milliseconds until `total` at this rate, or undefined when nobody can tell. */
export function remainingTime(done: number, total: number | undefined, rate: number | undefined): number | undefined {
  if (total === undefined || rate === undefined || rate <= 0 || total < done) return undefined
  return ((total - done) / rate) * 1000
}
