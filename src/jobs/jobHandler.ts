import type { Job, JobLogLine, JobProgress } from '../queue/jobQueue.ts'

/** What a handler has while it works. */
export interface JobContext {
  readonly job: Job
  /**
   * Aborted when the job is cancelled or paused, when this process must end, or when another process took the job over.
   * The handler then stops soon and throws; what it finished stays, and a later try goes on from there.
   */
  readonly signal: AbortSignal
  /** Says how far the work is. May be called as often as wanted: the last call is written, at most four a second. */
  readonly progress: (progress: JobProgress) => void
  /** Adds a line to the job's log. */
  readonly log: (level: JobLogLine['level'], message: string) => Promise<void>
}

/**
 * What a job of one type does. May be called again for the same job after any interruption, so it starts by looking at
 * what is done already. Returns the job's result, plain JSON.
 */
export type JobHandler = (context: JobContext) => Promise<Record<string, unknown>>

/** The job types that this program can run. */
export type JobHandlers = Record<string, JobHandler>
