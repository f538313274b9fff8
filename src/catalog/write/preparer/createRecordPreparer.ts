import { Worker } from 'node:worker_threads'

import type { SourceName } from '../../../ids/slug.ts'
import type { PreparedBatch } from '../preparedRecord.ts'
import { createBatchDecoder } from './createBatchDecoder.ts'
import { type PreparedLines, prepareLines, prepareOrReject } from './prepareLines.ts'
import type { ThreadAnswer, ThreadRequest } from './preparerThread.ts'

/**
 * Makes records ready to be written, on threads of its own, so that the caller's goes on answering.
 *
 * - A record that cannot be understood is rejected, with the reason; the others of its batch are not.
 * - Few records are prepared at once, without a thread. One starts with the first larger batch, another when all that
 *   there are have something to do; none keeps the process alive.
 * - Who asks for more than the threads can take waits.
 * - When a thread crashes, whoever waits for it gets an error, and the next call starts another.
 */
export interface RecordPreparer {
  prepare(source: SourceName, records: readonly unknown[]): Promise<PreparedBatch>
  /** NDJSON; see prepareLines.ts. The bytes are handed over: they cannot be used any more. */
  prepareLines(lines: Uint8Array<ArrayBuffer>): Promise<PreparedLines>
  /** Ends the threads. Who waits for one, or needs one later, gets an error. */
  close(): Promise<void>
}

/** Records that are prepared where they are asked for: some 4 ms. */
const fewRecords = 100
const fewBytes = 100_000
/** Batches that a thread has before it at once. */
const mostWaiting = 3
/** Writing what one of them prepares takes two thirds of the time, so a second is of use with two cores already. */
const usualThreads = 2
/**
 * Megabytes for what lives shortly: a batch leaves nothing behind but bytes, so the more fits in, the less is looked
 * through and kept. A third of it is one half of the two that V8 fills in turn.
 */
const youngMegabytes = 96
/** Records that are written as JSON before others get their turn. */
const recordsAtOnce = 250

/** @param options.mostThreads how many may be at work at once */
export function createRecordPreparer({ mostThreads = usualThreads } = {}): RecordPreparer {
  let threads: PreparerThread[] = []
  let closed = false

  async function ask(request: ThreadRequest): Promise<PreparedLines> {
    if (closed) throw threadEnded()
    threads = threads.filter(({ ended }) => !ended)
    let [leastBusy] = threads.toSorted((a, b) => a.asked - b.asked)
    if (!leastBusy || (leastBusy.asked > 0 && threads.length < mostThreads)) {
      leastBusy = startThread()
      threads.push(leastBusy)
    }
    return leastBusy.ask(request)
  }

  return {
    async prepare(source, records) {
      if (records.length <= fewRecords) {
        const batch: PreparedBatch = { records: [], rejected: [] }
        for (const json of records) {
          const record = prepareOrReject(source, json, batch.rejected)
          if (record) batch.records.push(record)
        }
        return batch
      }
      return ask({ lines: await toLines(source, records), source })
    },
    prepareLines: (lines) =>
      lines.length <= fewBytes ? Promise.resolve(prepareLines(lines)) : ask({ lines, source: undefined }),
    async close() {
      closed = true
      await Promise.all(threads.map((thread) => thread.end()))
    },
  }
}

/**
 * Records as lines that another thread can prepare. Named, so that a record that has a field `record` is not taken for
 * such a line.
 */
export async function toLines(source: SourceName, records: readonly unknown[]): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = []
  for (let start = 0; start < records.length; start += recordsAtOnce) {
    if (start > 0) await new Promise(setImmediate)
    const lines = records
      .slice(start, start + recordsAtOnce)
      .map((record) => `{"source":"${source}","record":${JSON.stringify(record) ?? 'null'}}\n`)
    pieces.push(Buffer.from(lines.join('')))
  }
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

interface PreparerThread {
  /** True once it can be asked nothing more. */
  readonly ended: boolean
  /** Batches that were asked for and are not there. */
  readonly asked: number
  ask(request: ThreadRequest): Promise<PreparedLines>
  end(): Promise<void>
}

interface Waiting {
  resolve(lines: PreparedLines): void
  reject(error: unknown): void
}

function startThread(): PreparerThread {
  const worker = new Worker(new URL(import.meta.resolve('./preparerThread.ts')), {
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  })
  const decode = createBatchDecoder()
  /** Asked, in order. */
  const waiting: Waiting[] = []
  /** Those who wait to ask. */
  const held: (() => void)[] = []
  let ended = false
  worker.unref()

  function fail(error: unknown): void {
    ended = true
    for (const { reject } of waiting.splice(0)) reject(error)
    for (const go of held.splice(0)) go()
  }
  worker.on('message', ({ batch, removed }: ThreadAnswer) => {
    const first = waiting.shift()
    if (waiting.length === 0) worker.unref()
    held.shift()?.()
    // In here, so that batches are decoded in their order whoever waits for them.
    first?.resolve({ ...decode(batch), removed })
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(threadEnded()))

  return {
    get ended() {
      return ended
    },
    get asked() {
      return waiting.length + held.length
    },
    async ask(request) {
      if (waiting.length >= mostWaiting) await new Promise<void>((resolve) => held.push(resolve))
      if (ended) throw threadEnded()
      worker.ref()
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        worker.postMessage(request, [request.lines.buffer])
      })
    },
    async end() {
      ended = true
      await worker.terminate()
    },
  }
}

function threadEnded(): Error {
  return new Error('The thread that prepares records has ended.')
}
