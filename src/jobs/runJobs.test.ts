import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/openDatabase.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import { silentLog } from '../foundation/log.ts'
import { createDatabaseJobQueue } from '../queue/createDatabaseJobQueue.ts'
import type { JobQueue, JobState } from '../queue/jobQueue.ts'
import type { JobContext, JobHandlers } from './jobHandler.ts'
import { type JobRunner, startJobRunner } from './runJobs.ts'

const leaseMs = 15_000
let directory: string
let database: Database
let queue: JobQueue
const runners: JobRunner[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-jobs-'))
  database = await openDatabase(join(directory, 'weighthouse.db'))
  queue = createDatabaseJobQueue({ database, leaseMs })
})
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop()
  await database.close()
  await rm(directory, { recursive: true })
})

function start(
  handlers: JobHandlers,
  options: { workerId?: string; concurrency?: number; heartbeatMs?: number; pollMs?: number } = {},
): JobRunner {
  const runner = startJobRunner({
    queue,
    handlers,
    workerId: 'w1',
    pollMs: 10,
    heartbeatMs: 10,
    log: silentLog,
    ...options,
  })
  runners.push(runner)
  return runner
}

/** A handler that works until it is stopped, and the moments of its life. */
function endless() {
  const contexts: JobContext[] = []
  const aborted: string[] = []
  return {
    contexts,
    aborted,
    handler: (context: JobContext) =>
      new Promise<never>((_resolve, reject) => {
        contexts.push(context)
        context.signal.addEventListener('abort', () => {
          aborted.push(context.job.id)
          reject(context.signal.reason as Error)
        })
      }),
  }
}

function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 20_000 })
}

async function reach(id: string, state: JobState) {
  await eventually(async () => (await queue.get(id)).state).toBe(state)
  return queue.get(id)
}

it('runs a job that is enqueued while it waits, and keeps the result, the progress and the log', async () => {
  start({
    async count({ job, progress, log }) {
      for (let done = 1; done <= 1000; done++) progress({ done, total: 1000, unit: 'models', message: `${done}` })
      await log('info', 'counted')
      return { seen: job.payload['n'] }
    },
  })
  const { id } = await queue.enqueue('count', { n: 7 })
  expect(await reach(id, 'completed')).toMatchObject({
    result: { seen: 7 },
    progress: { done: 1000, total: 1000, unit: 'models', message: '1000' },
    attempts: 1,
    workerId: undefined,
  })
  expect((await queue.logLines(id)).map(({ message }) => message)).toEqual(['counted'])
})

it('fails a job with the code, message and hint of its error, and with INTERNAL for a bug', async () => {
  start({
    async gated() {
      throw new WeighthouseError('GATED', 'The model a/b is gated.', { hint: 'Accept its terms.' })
    },
    async bug() {
      throw new TypeError('x is not a function')
    },
  })
  const gated = await queue.enqueue('gated', {})
  const bug = await queue.enqueue('bug', {})
  expect((await reach(gated.id, 'failed')).error).toEqual({
    code: 'GATED',
    message: 'The model a/b is gated.',
    hint: 'Accept its terms.',
  })
  expect((await reach(bug.id, 'failed')).error).toEqual({
    code: 'INTERNAL',
    message: 'x is not a function',
    hint: undefined,
  })
})

it('stops the handler of a job that is cancelled or paused, and resumes it later', async () => {
  const { handler, aborted, contexts } = endless()
  start({ work: handler })
  const cancelled = await queue.enqueue('work', {})
  const paused = await queue.enqueue('work', {})
  await eventually(() => contexts.length).toBe(2)
  await queue.cancel(cancelled.id)
  await queue.pause(paused.id)
  await reach(cancelled.id, 'cancelled')
  await reach(paused.id, 'paused')
  expect(aborted.toSorted()).toEqual([cancelled.id, paused.id].toSorted())
  await queue.resume(paused.id)
  await eventually(() => contexts.length).toBe(3)
  expect(contexts[2]?.job).toMatchObject({ id: paused.id, attempts: 1 })
})

it('hears of a cancel at once when it is woken', async () => {
  const { handler, contexts } = endless()
  const runner = start({ work: handler }, { heartbeatMs: 3_600_000, pollMs: 3_600_000 })
  const { id } = await queue.enqueue('work', {})
  runner.wake()
  await eventually(() => contexts.length).toBe(1)
  await queue.cancel(id)
  runner.wake()
  expect(await reach(id, 'cancelled')).toMatchObject({ workerId: undefined })
})

it('writes what went wrong while a cancelled job was stopping into its log', async () => {
  start({
    work: ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new WeighthouseError('DISK_FULL', 'The disk is full.')))
      }),
  })
  const { id } = await queue.enqueue('work', {})
  await reach(id, 'running')
  await queue.cancel(id)
  await reach(id, 'cancelled')
  expect((await queue.logLines(id)).map(({ message }) => message)).toEqual([
    'asked to cancel',
    'The disk is full.',
    'cancelled',
  ])
})

it('keeps the result of a job that ended before it heard of its cancel', async () => {
  start({ work: ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ n: 1 }))) })
  const { id } = await queue.enqueue('work', {})
  await reach(id, 'running')
  await queue.cancel(id)
  expect((await reach(id, 'completed')).result).toEqual({ n: 1 })
})

it('hands its jobs back when it stops, and another runner goes on with them', async () => {
  const first = endless()
  const runner = start({ work: first.handler })
  const { id } = await queue.enqueue('work', {})
  await eventually(() => first.contexts.length).toBe(1)
  await runner.stop()
  expect(first.aborted).toEqual([id])
  expect(await queue.get(id)).toMatchObject({ state: 'pending', workerId: undefined })

  start({ work: async ({ job }) => ({ attempts: job.attempts }) }, { workerId: 'w2' })
  expect((await reach(id, 'completed')).result).toEqual({ attempts: 1 })
})

it('stops silently when another process took the job over', async () => {
  const { handler, aborted, contexts } = endless()
  start({ work: handler })
  const { id } = await queue.enqueue('work', {})
  await eventually(() => contexts.length).toBe(1)
  // Another machine, for which the first one's lease has run out, however often it is renewed.
  const later = createDatabaseJobQueue({ database, clock: () => Date.now() + 2 * leaseMs, leaseMs })
  expect(await later.claim('w2', ['work'])).toMatchObject({ id, workerId: 'w2' })
  await eventually(() => aborted).toEqual([id])
  expect(await queue.get(id)).toMatchObject({ state: 'running', workerId: 'w2', attempts: 2 })
  expect((await queue.logLines(id)).map(({ message }) => message)).toEqual([
    'taken over after its process died (try 2)',
  ])
})

it('runs at most `concurrency` jobs of one type, and those of another type beside them', async () => {
  const syncs = endless()
  const pulls = endless()
  start({ sync: syncs.handler, pull: pulls.handler }, { concurrency: 2 })
  for (let i = 0; i < 3; i++) await queue.enqueue('sync', {})
  for (let i = 0; i < 3; i++) await queue.enqueue('pull', {})
  await eventually(() => [syncs.contexts.length, pulls.contexts.length]).toEqual([2, 2])
  expect((await queue.list({ states: ['pending'] })).total).toBe(2)
  await queue.cancel(syncs.contexts[0]?.job.id ?? '')
  await eventually(() => syncs.contexts.length).toBe(3)
  expect(pulls.contexts).toHaveLength(2)
})

it('runs one claimed job here and now, and nothing else', async () => {
  const waiting = await queue.enqueue('work', {})
  const runner = start({ work: async () => ({ ok: true }) }, { concurrency: 0 })
  const job = await queue.enqueue('work', {}, { claimFor: 'w1' })
  expect(await runner.runOne(job)).toMatchObject({ id: job.id, state: 'completed', result: { ok: true } })
  expect(await queue.get(waiting.id)).toMatchObject({ state: 'pending' })
})

it('refuses to run a job that another process runs', async () => {
  const runner = start({ work: async () => ({}) }, { concurrency: 0 })
  const job = await queue.enqueue('work', {}, { claimFor: 'w2' })
  await expect(runner.runOne(job)).rejects.toMatchObject({ code: 'CONFLICT', details: { id: job.id, workerId: 'w2' } })
})

it('fails a claimed job of a type that it does not know', async () => {
  const runner = start({ sync: async () => ({}), pull: async () => ({}) }, { concurrency: 0 })
  const job = await queue.enqueue('bake', {}, { claimFor: 'w1' })
  expect((await runner.runOne(job)).error).toEqual({
    code: 'UNSUPPORTED',
    message: 'This version knows no jobs of type "bake".',
    hint: 'It knows: sync, pull.',
  })
})
