import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { delay } from '../../src/foundation/time.ts'
import type { Job, JobQueue } from '../../src/queue/jobQueue.ts'
import { startJobQueueProcess } from './startJobQueueProcess.ts'

/** Opens the queue at a place; what `JobQueueUnderTest.module` exports under the name `openJobQueue`. */
export type OpenJobQueue = (
  location: string,
  options: { clock?: () => number; leaseMs?: number },
) => Promise<{ queue: JobQueue; close(): Promise<void> }>

/** An implementation at an empty place of its own. */
export interface JobQueueUnderTest {
  openJobQueue: OpenJobQueue
  /** URL of the module that exports `openJobQueue`, for child processes. */
  module: string
  location: string
  remove(): Promise<void>
}

/** What every JobQueue must do. `open` makes a new, empty place for each test. */
export function describeJobQueueContract(name: string, open: () => Promise<JobQueueUnderTest>): void {
  describe(`${name} keeps the contract of JobQueue`, () => {
    const leaseMs = 15_000
    const start = Date.UTC(2026, 10, 20)
    let place: JobQueueUnderTest
    let now: number
    let queue: JobQueue
    let close: () => Promise<void>

    beforeEach(async () => {
      place = await open()
      now = start
      const opened = await place.openJobQueue(place.location, { clock: () => now, leaseMs })
      queue = opened.queue
      close = () => opened.close()
    })
    afterEach(async () => {
      await close()
      await place.remove()
    })

    async function messages(id: string): Promise<string[]> {
      return (await queue.logLines(id)).map((line) => line.message)
    }
    async function enqueueAndClaim(workerId = 'a'): Promise<Job> {
      await queue.enqueue('work', {})
      const job = await queue.claim(workerId, ['work'])
      if (!job) throw new Error('nothing was claimed')
      return job
    }

    describe('enqueue and get', () => {
      it('keeps a new job as it was given', async () => {
        const job = await queue.enqueue('work', { model: 'a/b', include: ['*.gguf'], first: 3 })
        expect(job).toEqual({
          id: job.id,
          type: 'work',
          state: 'pending',
          payload: { model: 'a/b', include: ['*.gguf'], first: 3 },
          progress: undefined,
          result: undefined,
          error: undefined,
          attempts: 0,
          workerId: undefined,
          createdAt: start,
          startedAt: undefined,
          finishedAt: undefined,
          updatedAt: start,
          sequence: job.sequence,
        })
        expect(job.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(await queue.get(job.id)).toEqual(job)
      })

      it('says which job is unknown, for every method that names one', async () => {
        const id = '019aa0e0-0000-7000-8000-000000000000'
        const calls = [
          () => queue.get(id),
          () => queue.cancel(id),
          () => queue.pause(id),
          () => queue.resume(id),
          () => queue.retry(id),
          () => queue.log(id, 'info', 'hello'),
        ]
        for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND', details: { id } })
      })

      it('returns the job with the same dedupe key while it is pending, running or paused', async () => {
        const first = await queue.enqueue('work', { n: 1 }, { dedupeKey: 'k' })
        expect((await queue.enqueue('work', { n: 2 }, { dedupeKey: 'k' })).id).toBe(first.id)
        await queue.pause(first.id)
        expect((await queue.enqueue('work', { n: 2 }, { dedupeKey: 'k' })).id).toBe(first.id)
        await queue.resume(first.id)
        await queue.claim('a', ['work'])
        expect((await queue.enqueue('work', { n: 2 }, { dedupeKey: 'k' })).payload).toEqual({ n: 1 })
        expect((await queue.enqueue('work', { n: 2 }, { dedupeKey: 'other' })).id).not.toBe(first.id)
        await queue.complete(first.id, 'a', {})
        expect((await queue.enqueue('work', { n: 2 }, { dedupeKey: 'k' })).id).not.toBe(first.id)
      })

      it('makes a job that is enqueued for a worker running at once', async () => {
        const job = await queue.enqueue('work', {}, { claimFor: 'a' })
        expect(job).toMatchObject({ state: 'running', workerId: 'a', attempts: 1, startedAt: start })
        expect(await queue.claim('b', ['work'])).toBeUndefined()
        expect(await queue.complete(job.id, 'a', {})).toBe(true)
      })

      it('claims the waiting or paused job with the same key for the worker that enqueues it again', async () => {
        const job = await queue.enqueue('work', {}, { dedupeKey: 'k' })
        const claimed = await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'a' })
        expect(claimed).toMatchObject({ id: job.id, state: 'running', workerId: 'a' })
        await queue.stopped(job.id, 'a', 'paused')
        const again = await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'b' })
        expect(again).toMatchObject({ id: job.id, state: 'running', workerId: 'b', attempts: 1 })
      })

      it('leaves a job to the worker that runs it, however often another enqueues it', async () => {
        const job = await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'a' })
        const joined = await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'b' })
        expect(joined).toMatchObject({ id: job.id, state: 'running', workerId: 'a' })
        now += leaseMs
        const taken = await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'b' })
        expect(taken).toMatchObject({ id: job.id, state: 'running', workerId: 'b', attempts: 2 })
      })
    })

    describe('claim', () => {
      it('gives out the oldest job of the wanted types, each once', async () => {
        const first = await queue.enqueue('work', {})
        const other = await queue.enqueue('other', {})
        const second = await queue.enqueue('work', {})
        expect(await queue.claim('a', [])).toBeUndefined()
        expect((await queue.claim('a', ['work']))?.id).toBe(first.id)
        expect((await queue.claim('b', ['work', 'unknown']))?.id).toBe(second.id)
        expect(await queue.claim('b', ['work'])).toBeUndefined()
        expect(await queue.claim('b', ['work', 'other'])).toMatchObject({
          id: other.id,
          state: 'running',
          workerId: 'b',
          attempts: 1,
          startedAt: start,
        })
      })

      it('keeps a job with the worker that renews its lease', async () => {
        const job = await enqueueAndClaim()
        for (let i = 0; i < 10; i++) {
          now += leaseMs - 1
          expect(await queue.claim('b', ['work'])).toBeUndefined()
          expect(await queue.heartbeat(job.id, 'a')).toBe('continue')
        }
      })

      it('gives a job whose lease ran out to another worker, and the first one can change nothing any more', async () => {
        const job = await enqueueAndClaim()
        now += leaseMs
        const taken = await queue.claim('b', ['work'])
        expect(taken).toMatchObject({ id: job.id, state: 'running', workerId: 'b', attempts: 2, startedAt: start })
        expect(await messages(job.id)).toEqual(['taken over after its process died (try 2)'])

        const progress = { done: 1, total: 2, unit: 'files', message: '' }
        expect(await queue.heartbeat(job.id, 'a')).toBe('lost')
        expect(await queue.progress(job.id, 'a', progress)).toBe(false)
        expect(await queue.complete(job.id, 'a', {})).toBe(false)
        expect(await queue.fail(job.id, 'a', { code: 'INTERNAL', message: 'no', hint: undefined })).toBe(false)
        expect(await queue.stopped(job.id, 'a', 'cancelled')).toBe(false)
        expect(await queue.get(job.id)).toEqual(taken)
      })

      it('never offers a worker the job that it has in hand', async () => {
        const job = await enqueueAndClaim()
        now += leaseMs
        expect(await queue.claim('a', ['work'], { inHand: [job.id] })).toBeUndefined()
        expect(await queue.heartbeat(job.id, 'a')).toBe('continue')
        expect(await queue.get(job.id)).toMatchObject({ state: 'running', workerId: 'a', attempts: 1 })
      })

      it('fails a job whose process died five times, and says so', async () => {
        const job = await enqueueAndClaim()
        for (const [index, worker] of ['b', 'c', 'd', 'e'].entries()) {
          now += leaseMs
          expect(await queue.claim(worker, ['work'])).toMatchObject({ id: job.id, attempts: index + 2 })
        }
        now += leaseMs
        expect(await queue.claim('f', ['work'])).toBeUndefined()
        expect(await queue.get(job.id)).toMatchObject({
          state: 'failed',
          attempts: 5,
          workerId: undefined,
          finishedAt: now,
          error: {
            code: 'INTERNAL',
            message: 'The process that ran this job died 5 times, so it is not tried again.',
            hint: `Look for what ended the processes (memory, kill, power), then run \`weighthouse jobs retry ${job.id}\`.`,
          },
        })
      })

      it('does not count tries that were paused or handed back', async () => {
        const job = await enqueueAndClaim()
        for (let i = 0; i < 10; i++) {
          expect(await queue.stopped(job.id, 'a', 'pending')).toBe(true)
          expect(await queue.claim('a', ['work'])).toMatchObject({ id: job.id, attempts: 1 })
        }
        expect(await queue.get(job.id)).toMatchObject({ state: 'running', attempts: 1 })
      })
    })

    describe('progress, log and the end', () => {
      it('keeps the last progress, with and without a total', async () => {
        const job = await enqueueAndClaim()
        await queue.progress(job.id, 'a', { done: 1, total: undefined, unit: 'models', message: 'reading' })
        expect((await queue.get(job.id)).progress).toEqual({
          done: 1,
          total: undefined,
          unit: 'models',
          message: 'reading',
        })
        await queue.progress(job.id, 'a', { done: 9e12, total: 5e13, unit: 'bytes', message: 'x' })
        expect((await queue.get(job.id)).progress).toEqual({ done: 9e12, total: 5e13, unit: 'bytes', message: 'x' })
      })

      it('keeps log lines in their order, without secrets', async () => {
        const { id } = await queue.enqueue('work', {})
        await queue.log(id, 'info', 'one')
        now += 1
        await queue.log(id, 'warn', 'Authorization: Bearer hf_abcdefghijklmnop')
        await queue.log(id, 'error', 'three')
        expect(await queue.logLines(id)).toEqual([
          { time: start, level: 'info', message: 'one' },
          { time: start + 1, level: 'warn', message: 'Authorization: Bearer ***' },
          { time: start + 1, level: 'error', message: 'three' },
        ])
      })

      it('completes once, with a result', async () => {
        const job = await enqueueAndClaim()
        now += 5
        expect(await queue.complete(job.id, 'a', { total: { added: 3 } })).toBe(true)
        expect(await queue.complete(job.id, 'a', { total: { added: 4 } })).toBe(false)
        expect(await queue.get(job.id)).toMatchObject({
          state: 'completed',
          result: { total: { added: 3 } },
          workerId: undefined,
          startedAt: start,
          finishedAt: start + 5,
        })
        expect(await queue.heartbeat(job.id, 'a')).toBe('lost')
      })

      it('fails with code, message and hint, without secrets', async () => {
        const job = await enqueueAndClaim()
        await queue.fail(job.id, 'a', {
          code: 'SOURCE_ERROR',
          message: 'GET https://x.test/?token=secret failed',
          hint: undefined,
        })
        expect(await queue.get(job.id)).toMatchObject({
          state: 'failed',
          result: undefined,
          error: { code: 'SOURCE_ERROR', message: 'GET https://x.test/?token=*** failed', hint: undefined },
        })
      })
    })

    describe('cancel, pause, resume and retry', () => {
      it('cancels a waiting and a paused job at once', async () => {
        const waiting = await queue.enqueue('work', {})
        const paused = await queue.enqueue('work', {})
        await queue.pause(paused.id)
        for (const { id } of [waiting, paused]) {
          expect(await queue.cancel(id)).toMatchObject({ state: 'cancelled', finishedAt: start })
          expect(await queue.cancel(id)).toMatchObject({ state: 'cancelled' })
        }
        expect(await queue.claim('a', ['work'])).toBeUndefined()
      })

      it('tells the worker of a running job to cancel, and waits for it', async () => {
        const job = await enqueueAndClaim()
        expect(await queue.cancel(job.id)).toMatchObject({ state: 'running' })
        expect(await queue.heartbeat(job.id, 'a')).toBe('cancel')
        expect(await queue.claim('b', ['work'])).toBeUndefined()
        expect(await queue.stopped(job.id, 'a', 'cancelled')).toBe(true)
        expect(await queue.get(job.id)).toMatchObject({ state: 'cancelled', finishedAt: start, workerId: undefined })
      })

      it('cancels a running job at once when its process died', async () => {
        const job = await enqueueAndClaim()
        now += leaseMs
        expect(await queue.cancel(job.id)).toMatchObject({ state: 'cancelled', workerId: undefined })
        expect(await queue.heartbeat(job.id, 'a')).toBe('lost')
      })

      it('cancels a job whose process died after it was asked to cancel, and offers it to nobody', async () => {
        const job = await enqueueAndClaim()
        await queue.cancel(job.id)
        now += leaseMs
        expect(await queue.claim('b', ['work'])).toBeUndefined()
        expect(await queue.get(job.id)).toMatchObject({ state: 'cancelled' })
      })

      it('pauses and resumes a waiting job', async () => {
        const { id } = await queue.enqueue('work', {})
        expect(await queue.pause(id)).toMatchObject({ state: 'paused' })
        expect(await queue.pause(id)).toMatchObject({ state: 'paused' })
        expect(await queue.claim('a', ['work'])).toBeUndefined()
        expect(await queue.resume(id)).toMatchObject({ state: 'pending' })
        expect(await queue.resume(id)).toMatchObject({ state: 'pending' })
        expect(await queue.claim('a', ['work'])).toMatchObject({ id })
      })

      it('pauses a running job through its worker, with the progress kept', async () => {
        const job = await enqueueAndClaim()
        await queue.progress(job.id, 'a', { done: 5, total: 10, unit: 'bytes', message: '' })
        expect(await queue.pause(job.id)).toMatchObject({ state: 'running' })
        expect(await queue.heartbeat(job.id, 'a')).toBe('pause')
        await queue.stopped(job.id, 'a', 'paused')
        expect(await queue.get(job.id)).toMatchObject({ state: 'paused', progress: { done: 5 }, finishedAt: undefined })
        await queue.resume(job.id)
        expect(await queue.claim('b', ['work'])).toMatchObject({ id: job.id, attempts: 1 })
      })

      it('pauses a job whose process died after it was asked to pause', async () => {
        const job = await enqueueAndClaim()
        await queue.pause(job.id)
        now += leaseMs
        expect(await queue.claim('b', ['work'])).toBeUndefined()
        expect(await queue.get(job.id)).toMatchObject({ state: 'paused' })
      })

      it('takes a pause back when the job is resumed before or after its worker heard of it', async () => {
        const job = await enqueueAndClaim()
        await queue.pause(job.id)
        await queue.resume(job.id)
        expect(await queue.heartbeat(job.id, 'a')).toBe('continue')
        await queue.stopped(job.id, 'a', 'paused')
        expect(await queue.get(job.id)).toMatchObject({ state: 'pending' })
      })

      it('runs a job that is being cancelled once more when somebody enqueues it again', async () => {
        const job = await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'a' })
        await queue.cancel(job.id)
        expect(await queue.heartbeat(job.id, 'a')).toBe('cancel')
        expect((await queue.enqueue('work', {}, { dedupeKey: 'k' })).id).toBe(job.id)
        await queue.stopped(job.id, 'a', 'cancelled')
        expect(await queue.claim('b', ['work'])).toMatchObject({ id: job.id })
      })

      it('cancels a job although another process that follows it asks to run it', async () => {
        const job = await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'a' })
        await queue.cancel(job.id)
        await queue.enqueue('work', {}, { dedupeKey: 'k', claimFor: 'b' })
        expect(await queue.heartbeat(job.id, 'a')).toBe('cancel')
        await queue.stopped(job.id, 'a', 'cancelled')
        expect(await queue.get(job.id)).toMatchObject({ state: 'cancelled' })
      })

      it('lets a cancel win over a pause', async () => {
        const job = await enqueueAndClaim()
        await queue.pause(job.id)
        expect(await queue.heartbeat(job.id, 'a')).toBe('pause')
        await queue.cancel(job.id)
        await queue.stopped(job.id, 'a', 'paused')
        expect(await queue.get(job.id)).toMatchObject({ state: 'cancelled' })
      })

      it('makes a finished job pending again with its payload and its log', async () => {
        const { id } = await queue.enqueue('work', { model: 'a/b' })
        await queue.log(id, 'info', 'first try')
        await queue.claim('a', ['work'])
        await queue.fail(id, 'a', { code: 'DISK_FULL', message: 'The disk is full.', hint: 'Free some space.' })
        expect(await queue.retry(id)).toMatchObject({
          state: 'pending',
          payload: { model: 'a/b' },
          attempts: 0,
          error: undefined,
          startedAt: undefined,
          finishedAt: undefined,
        })
        expect(await messages(id)).toEqual(['first try', 'retried'])
        await queue.cancel(id)
        expect(await queue.retry(id)).toMatchObject({ state: 'pending' })
        await queue.claim('a', ['work'])
        await queue.complete(id, 'a', { n: 1 })
        expect(await queue.retry(id)).toMatchObject({ state: 'pending', result: undefined })
      })

      it('refuses to retry a job while another with its dedupe key has not ended', async () => {
        const first = await queue.enqueue('work', {}, { dedupeKey: 'k' })
        await queue.cancel(first.id)
        const second = await queue.enqueue('work', {}, { dedupeKey: 'k' })
        await expect(queue.retry(first.id)).rejects.toMatchObject({
          code: 'CONFLICT',
          hint: `The job ${second.id} does the same work and is pending.`,
        })
      })

      it('refuses what the state does not allow and changes nothing', async () => {
        const completed = await enqueueAndClaim()
        await queue.complete(completed.id, 'a', {})
        const failed = await enqueueAndClaim()
        await queue.fail(failed.id, 'a', { code: 'INTERNAL', message: 'x', hint: undefined })
        const cancelled = await queue.enqueue('work', {})
        await queue.cancel(cancelled.id)
        const running = await enqueueAndClaim()
        const paused = await queue.enqueue('work', {})
        await queue.pause(paused.id)
        const before = await queue.list()
        const refused = [
          ...[completed, failed].map(
            ({ id }) =>
              () =>
                queue.cancel(id),
          ),
          ...[completed, failed, cancelled].map(
            ({ id }) =>
              () =>
                queue.pause(id),
          ),
          ...[completed, failed, cancelled].map(
            ({ id }) =>
              () =>
                queue.resume(id),
          ),
          ...[running, paused].map(
            ({ id }) =>
              () =>
                queue.retry(id),
          ),
        ]
        for (const call of refused) await expect(call()).rejects.toMatchObject({ code: 'CONFLICT' })
        expect(await queue.list()).toEqual(before)
      })
    })

    describe('list and changedSince', () => {
      it('pages from the newest to the oldest, and counts all', async () => {
        const ids: string[] = []
        for (let i = 0; i < 7; i++) {
          now += i % 2
          ids.unshift((await queue.enqueue(i % 3 === 0 ? 'other' : 'work', {})).id)
        }
        const first = await queue.list({ limit: 4 })
        expect(first.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 4))
        expect(first.total).toBe(7)
        const second = await queue.list({ limit: 4, before: ids[3] })
        expect(second.jobs.map(({ id }) => id)).toEqual(ids.slice(4))
        expect(second.total).toBe(7)
        await queue.cancel(ids[0] ?? '')
        expect((await queue.list({ types: ['other'] })).jobs.map(({ id }) => id)).toEqual([ids[0], ids[3], ids[6]])
        expect(await queue.list({ types: ['other'], states: ['cancelled', 'failed'] })).toMatchObject({
          jobs: [{ id: ids[0] }],
          total: 1,
        })
        expect(await queue.list({ states: [], types: [] })).toMatchObject({ total: 7 })
      })

      it('numbers every change, so that a watcher misses none', async () => {
        const a = await queue.enqueue('work', {})
        const b = await queue.enqueue('work', {})
        expect((await queue.changedSince(0)).map(({ id }) => id)).toEqual([a.id, b.id])
        let seen = b.sequence
        const changes = [
          () => queue.claim('x', ['work']),
          () => queue.progress(a.id, 'x', { done: 1, total: 1, unit: 'files', message: '' }),
          () => queue.log(a.id, 'info', 'line'),
          () => queue.cancel(a.id),
          () => queue.stopped(a.id, 'x', 'cancelled'),
          () => queue.retry(a.id),
          () => queue.pause(a.id),
          () => queue.resume(a.id),
        ]
        for (const change of changes) {
          await change()
          const changed = await queue.changedSince(seen)
          expect(changed.map(({ id }) => id)).toEqual([a.id])
          expect(changed[0]?.sequence).toBeGreaterThan(seen)
          seen = changed[0]?.sequence ?? 0
        }
        expect(await queue.changedSince(seen)).toEqual([])
      })
    })

    describe('many processes', () => {
      it('lets eight processes claim 200 jobs, each exactly once', async () => {
        const jobs = new Set<string>()
        for (let i = 0; i < 200; i++) jobs.add((await queue.enqueue('work', { i })).id)
        const processes = await Promise.all(
          Array.from({ length: 8 }, (_, i) => startJobQueueProcess({ ...place, workerId: `p${i}`, task: 'claim-all' })),
        )
        for (const process of processes) process.begin()
        const claimed = await Promise.all(processes.map((process) => process.remainingIds()))
        expect(claimed.flat()).toHaveLength(200)
        expect(new Set(claimed.flat())).toEqual(jobs)

        const { total } = await queue.list({ states: ['completed'] })
        expect(total).toBe(200)
        const sequences = (await queue.changedSince(0)).map(({ sequence }) => sequence)
        expect(new Set(sequences).size).toBe(200)
        for (const [i, ids] of claimed.entries()) {
          for (const id of ids) expect((await queue.get(id)).result).toEqual({ by: `p${i}` })
        }
      })

      it('gives eight processes that enqueue the same work at once one job', async () => {
        const processes = await Promise.all(
          Array.from({ length: 8 }, (_, i) =>
            startJobQueueProcess({ ...place, workerId: `p${i}`, task: 'enqueue-one' }),
          ),
        )
        for (const process of processes) process.begin()
        const ids = (await Promise.all(processes.map((process) => process.remainingIds()))).flat()
        expect(ids).toHaveLength(8)
        expect(new Set(ids).size).toBe(1)
        expect((await queue.list()).total).toBe(1)
      })

      it('takes over the job of a process that was killed', async () => {
        const leaseMs = 500
        const { id } = await queue.enqueue('work', {})
        const process = await startJobQueueProcess({ ...place, workerId: 'dying', task: 'claim-and-hang', leaseMs })
        process.begin()
        expect(await process.nextId()).toBe(id)
        await process.kill()
        expect(await queue.get(id)).toMatchObject({ state: 'running', workerId: 'dying' })

        const survivor = await place.openJobQueue(place.location, { leaseMs })
        try {
          let job: Job | undefined
          while (!job) {
            job = await survivor.queue.claim('survivor', ['work'])
            await delay(20)
          }
          expect(job).toMatchObject({ id, state: 'running', workerId: 'survivor', attempts: 2 })
          expect(await messages(id)).toEqual(['taken over after its process died (try 2)'])
          expect(await survivor.queue.complete(id, 'survivor', { done: true })).toBe(true)
        } finally {
          await survivor.close()
        }
        expect(await queue.get(id)).toMatchObject({ state: 'completed', result: { done: true } })
      })
    })
  })
}
