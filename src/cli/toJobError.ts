import { type ErrorCode, errorCodes, WeighthouseError } from '../foundation/errors.ts'
import type { Job } from '../queue/jobQueue.ts'

/** The error that a job ended with, as if it had been thrown here. */
export function toJobError(job: Job): WeighthouseError {
  if (job.state === 'cancelled' || !job.error) {
    return new WeighthouseError('CANCELLED', `The ${job.type} job ${job.id} was cancelled.`, {
      hint: 'What was finished is kept; run the command again to go on.',
    })
  }
  const code: ErrorCode = Object.hasOwn(errorCodes, job.error.code) ? (job.error.code as ErrorCode) : 'INTERNAL'
  return new WeighthouseError(code, job.error.message, { hint: job.error.hint, details: { job: job.id } })
}
