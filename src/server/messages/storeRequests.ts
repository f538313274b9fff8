import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import { gcPayload } from '../../jobs/gcJob.ts'
import { verifyPayload } from '../../jobs/verifyJob.ts'
import type { JobQueue } from '../../queue/jobQueue.ts'

/** What a job is started with. */
interface JobOrder<Payload> {
  payload: Payload
  /** Keeps the same work from being done twice at once. */
  dedupeKey: string
}

/**
 * What a gc is asked to do.
 * @throws WeighthouseError INVALID_ARGUMENT for a time below 0
 */
export function gcRequest(options: {
  graceMs: number | undefined
  oldCommits: boolean
  force: boolean
}): JobOrder<z.input<typeof gcPayload>> {
  const { graceMs, oldCommits, force } = options
  const payload = {
    ...(graceMs === undefined ? {} : { graceMs }),
    ...(oldCommits ? { oldCommits } : {}),
    ...(force ? { force } : {}),
  }
  checkPayload(gcPayload, payload)
  return { payload, dedupeKey: 'gc' }
}

/** How a look at the store is asked for. */
export interface VerifyOrder {
  /** 0 or absent means all. */
  sample?: number | undefined
  /** Whatever names a model; empty or absent means all. */
  model?: string | undefined
  resume: boolean
  repair: boolean
}

/**
 * The payload of a verify job. With `resume`, it goes on with the newest look of the same extent that did not reach its
 * end; a new one begins when there is none.
 *
 * @throws WeighthouseError INVALID_ARGUMENT when the text names no model, or the sample is no share
 */
export async function verifyRequest(
  queue: Pick<JobQueue, 'list'>,
  { sample = 0, model = '', resume, repair }: VerifyOrder,
): Promise<JobOrder<z.input<typeof verifyPayload>>> {
  const extent = {
    ...(sample === 0 || sample === 1 ? {} : { sample }),
    ...(model === '' ? {} : { model: parseModelReference(model).slug }),
  }
  checkPayload(verifyPayload, extent)
  const since = resume ? await findUnfinished(queue, extent) : undefined
  return {
    payload: { ...extent, ...(since === undefined ? {} : { since }), ...(repair ? { repair } : {}) },
    dedupeKey: `verify:${JSON.stringify([extent, repair])}`,
  }
}

/** When the newest look that was stopped or failed began; undefined when the newest one reached its end. */
async function findUnfinished(
  queue: Pick<JobQueue, 'list'>,
  extent: { sample?: number; model?: string },
): Promise<number | undefined> {
  const { jobs } = await queue.list({ types: ['verify'], limit: 100 })
  for (const job of jobs) {
    const payload = verifyPayload.safeParse(job.payload)
    if (!payload.success || payload.data.sample !== extent.sample || payload.data.model !== extent.model) continue
    if (job.state === 'completed') return undefined
    return payload.data.since ?? job.createdAt
  }
  return undefined
}

function checkPayload(schema: z.ZodType, payload: unknown): void {
  const parsed = schema.safeParse(payload)
  if (parsed.success) return
  throw new WeighthouseError('INVALID_ARGUMENT', z.prettifyError(parsed.error), {
    hint: 'A sample is a share above 0 and up to 1; a time of grace is in milliseconds, 0 or more.',
  })
}
