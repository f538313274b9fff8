import { Buffer } from 'node:buffer'

import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import { WeighthouseError } from '../../foundation/errors.ts'
import { type JobService, ListJobsResponseSchema } from '../../gen/weighthouse/v1/job_pb.ts'
import type { Job, JobState } from '../../queue/jobQueue.ts'
import { int64 } from '../messages/int64.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import type { ServiceParts } from './services.ts'

const jobStates: readonly JobState[] = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled']
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
        ...(cursor === '' ? {} : { before: readCursor(cursor) }),
      })
      const page = jobs.slice(0, pageSize)
      return create(ListJobsResponseSchema, {
        jobs: page.map((job) => jobMessage(job)),
        total: int64(total),
        nextCursor: jobs.length > pageSize ? writeCursor(page.at(-1)?.id ?? '') : '',
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

/** The id of the last job of a page; opaque outside. */
function writeCursor(id: string): string {
  return Buffer.from(id).toString('base64url')
}

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (writeCursor(id) === cursor && /^[0-9a-f-]{36}$/.test(id)) return id
  throw new WeighthouseError('INVALID_ARGUMENT', `cursor: ${JSON.stringify(cursor)} is not one of this list.`, {
    hint: 'Give the nextCursor of an earlier page, or none to start.',
    details: { field: 'cursor' },
  })
}
