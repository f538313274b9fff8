import { create } from '@bufbuild/protobuf'

import { JobSchema, type Job as JobMessage } from '../../gen/weighthouse/v1/job_pb.ts'
import type { Job, JobLogLine } from '../../queue/jobQueue.ts'
import { int64, optionalInt64 } from './int64.ts'
import { plainJson } from './plainJson.ts'

/** A job as the API tells it; the log only where it was asked for. */
export function jobMessage(job: Job, log: readonly JobLogLine[] = []): JobMessage {
  return create(JobSchema, {
    id: job.id,
    type: job.type,
    state: job.state,
    payload: plainJson(job.payload),
    progress: job.progress && {
      done: int64(job.progress.done),
      total: optionalInt64(job.progress.total),
      unit: job.progress.unit,
      message: job.progress.message,
    },
    result: job.result && plainJson(job.result),
    error: job.error && { code: job.error.code, message: job.error.message, hint: job.error.hint ?? '' },
    attempts: job.attempts,
    createdAt: int64(job.createdAt),
    startedAt: optionalInt64(job.startedAt),
    finishedAt: optionalInt64(job.finishedAt),
    updatedAt: int64(job.updatedAt),
    log: log.map(({ time, level, message }) => ({ time: int64(time), level, message })),
  })
}
