import { z } from 'zod'

import type { JobTable } from '../database/schema.ts'
import { type Job, jobStates } from './jobQueue.ts'

const stateSchema = z.enum(jobStates)
const objectSchema = z.record(z.string(), z.unknown())
const progressSchema = z
  .object({ done: z.number(), total: z.number().optional(), unit: z.string(), message: z.string() })
  .transform(({ done, total, unit, message }) => ({ done, total, unit, message }))
const errorSchema = z
  .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
  .transform(({ code, message, hint }) => ({ code, message, hint }))

/** Turns a row of the table `job` into the Job that callers see. */
export function readJobRow(row: JobTable): Job {
  return {
    id: row.id,
    type: row.type,
    state: stateSchema.parse(row.state),
    payload: objectSchema.parse(JSON.parse(row.payload)),
    progress: row.progress === null ? undefined : progressSchema.parse(JSON.parse(row.progress)),
    result: row.result === null ? undefined : objectSchema.parse(JSON.parse(row.result)),
    error: row.error === null ? undefined : errorSchema.parse(JSON.parse(row.error)),
    attempts: row.attempts,
    workerId: row.worker_id ?? undefined,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    updatedAt: row.updated_at,
    sequence: row.sequence,
  }
}
