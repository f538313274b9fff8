import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { z } from 'zod'

import { decodeCursor, encodeCursor } from '../../foundation/cursor.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { type JobService, ListJobsResponseSchema } from '../../gen/weighthouse/v1/job_pb.ts'
import { type Job, type JobState, jobStates } from '../../queue/jobQueue.ts'
import { int64 } from '../messages/int64.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

const defaultLimit = 50

/** Lists, watches and steers jobs. */
export function createJobService({ weighthouse: { queue }, feed, wake }: ServiceParts): ServiceImpl<typeof JobService> {
  async function steer(change: Promise<Job>) {
    const job = await change
    wake()
    return jobMessage(job)
  }

  return {
    async listJobs({ state, type, limit, cursor }) {
      const pageSize = limit === 0 ? defaultLimit : limit
      const { jobs, total } = await queue.list({
        ...(state.length > 0 ? { states: state.map(readState) } : {}),
        ...(type.length > 0 ? { types: type } : {}),
        limit: pageSize + 1,
        ...(cursor === '' ? {} : { before: decodeCursor(cursor, z.uuid()) }),
      })
      const page = jobs.slice(0, pageSize)
      return create(ListJobsResponseSchema, {
        jobs: page.map((job) => jobMessage(job)),
        total: int64(total),
        nextCursor: jobs.length > pageSize ? encodeCursor(page.at(-1)?.id) : '',
      })
    },
    async getJob({ id }) {
      const [job, log] = await Promise.all([queue.get(id), queue.logLines(id)])
      return jobMessage(job, log)
    },
    async *watchJobs({ id }, { signal }) {
      for await (const job of feed.watch({ id: id === '' ? undefined : id, signal })) yield jobMessage(job)
      // Aborted by the server's end, the caller must not take the silence for the end of the job.
      signal.throwIfAborted()
    },
    cancelJob: ({ id }) => steer(queue.cancel(id)),
    pauseJob: ({ id }) => steer(queue.pause(id)),
    resumeJob: ({ id }) => steer(queue.resume(id)),
    retryJob: ({ id }) => steer(queue.retry(id)),
  }
}

function readState(text: string): JobState {
  const state = jobStates.find((candidate) => candidate === text)
  if (state) return state
  throw new WeighthouseError('INVALID_ARGUMENT', `state: ${JSON.stringify(text)} is not a state of jobs.`, {
    hint: `States are ${jobStates.join(', ')}.`,
    details: { field: 'state' },
  })
}
