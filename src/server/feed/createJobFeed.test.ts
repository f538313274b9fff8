import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Database } from '../../database/database.ts'
import { openDatabase } from '../../database/openDatabase.ts'
import { createDatabaseJobQueue } from '../../queue/createDatabaseJobQueue.ts'
import type { Job, JobQueue } from '../../queue/jobQueue.ts'
import { createJobFeed } from './createJobFeed.ts'

let database: Database
let queue: JobQueue
let stop: AbortController

beforeEach(async () => {
  database = await openDatabase(':memory:')
  queue = createDatabaseJobQueue({ database })
  stop = new AbortController()
})

afterEach(async () => {
  stop.abort()
  await database.close()
})

async function next(jobs: AsyncGenerator<Job, void>): Promise<Job> {
  const { value } = await jobs.next()
  if (!value) throw new Error('the stream ended')
  return value
}

test('a watcher of one job sees its state, every change, and the end', async () => {
  const job = await queue.enqueue('scan', {})
  const jobs = createJobFeed(queue, 5).watch({ id: job.id, signal: stop.signal })

  expect((await next(jobs)).state).toBe('pending')
  await queue.claim('worker', ['scan'])
  expect((await next(jobs)).state).toBe('running')
  await queue.progress(job.id, 'worker', { done: 1, total: 2, unit: 'models', message: 'half' })
  expect((await next(jobs)).progress).toStrictEqual({ done: 1, total: 2, unit: 'models', message: 'half' })
  await queue.complete(job.id, 'worker', { found: 2 })
  expect((await next(jobs)).result).toStrictEqual({ found: 2 })
  expect(await jobs.next()).toStrictEqual({ value: undefined, done: true })
})

test('a watcher of a job that has ended sees it once', async () => {
  const job = await queue.enqueue('scan', {})
  await queue.cancel(job.id)
  const seen: string[] = []
  for await (const { state } of createJobFeed(queue, 5).watch({ id: job.id, signal: stop.signal })) seen.push(state)

  expect(seen).toStrictEqual(['cancelled'])
})

test('a watcher of all jobs sees first those that have not ended, then what changes', async () => {
  const ended = await queue.enqueue('scan', {})
  await queue.cancel(ended.id)
  const waiting = await queue.enqueue('sync', {})
  const jobs = createJobFeed(queue, 5).watch({ signal: stop.signal })

  expect((await next(jobs)).id).toBe(waiting.id)
  const later = await queue.enqueue('pull', {})
  expect((await next(jobs)).id).toBe(later.id)
  await queue.retry(ended.id)
  const retried = await next(jobs)
  expect([retried.id, retried.state]).toStrictEqual([ended.id, 'pending'])
})

test('two watchers see the same change, and one that leaves does not stop the other', async () => {
  const job = await queue.enqueue('scan', {})
  const feed = createJobFeed(queue, 5)
  const leaving = new AbortController()
  const first = feed.watch({ id: job.id, signal: leaving.signal })
  const second = feed.watch({ id: job.id, signal: stop.signal })
  await Promise.all([next(first), next(second)])
  leaving.abort()
  expect((await first.next()).done).toBe(true)
  await queue.cancel(job.id)

  expect((await next(second)).state).toBe('cancelled')
})

test('a slow watcher misses states between, never the last', async () => {
  const job = await queue.enqueue('scan', {})
  const jobs = createJobFeed(queue, 1).watch({ id: job.id, signal: stop.signal })
  await next(jobs)
  await queue.claim('worker', ['scan'])
  for (let done = 0; done < 50; done++) {
    await queue.progress(job.id, 'worker', { done, total: 50, unit: 'models', message: '' })
  }
  await queue.complete(job.id, 'worker', {})
  let last: Job | undefined
  for await (const change of jobs) last = change

  expect(last?.state).toBe('completed')
})

test('watching a job that does not exist fails', async () => {
  const jobs = createJobFeed(queue, 5).watch({ id: 'nobody', signal: stop.signal })

  await expect(jobs.next()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
})

test('a feed whose queue fails tells its watchers, and works again for the next', async () => {
  let broken = false
  const feed = createJobFeed(
    {
      ...queue,
      changedSince: (sequence) => (broken ? Promise.reject(new Error('no database')) : queue.changedSince(sequence)),
    },
    5,
  )
  const job = await queue.enqueue('scan', {})
  const jobs = feed.watch({ id: job.id, signal: stop.signal })
  await next(jobs)
  broken = true
  await expect(jobs.next()).rejects.toThrow('no database')
  broken = false
  const again = feed.watch({ id: job.id, signal: stop.signal })
  await next(again)
  await queue.cancel(job.id)

  expect((await next(again)).state).toBe('cancelled')
})
