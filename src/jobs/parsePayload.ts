import { z } from 'zod'

import { WeighthouseError } from '../foundation/errors.ts'
import type { Job } from '../queue/jobQueue.ts'

/** Reads a job's payload. @throws WeighthouseError INVALID_ARGUMENT naming what is wrong with it */
export function parsePayload<T>(schema: z.ZodType<T>, job: Pick<Job, 'id' | 'type' | 'payload'>): T {
  const parsed = schema.safeParse(job.payload)
  if (parsed.success) return parsed.data
  throw new WeighthouseError(
    'INVALID_ARGUMENT',
    `The ${job.type} job ${job.id} has a payload that cannot be used: ${z.prettifyError(parsed.error)}`,
    { hint: 'Start the work again with the right arguments.', details: { id: job.id, type: job.type } },
  )
}
