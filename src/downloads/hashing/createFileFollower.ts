import { Worker } from 'node:worker_threads'

import type { DigestName, Digests } from './digests.ts'
import type { FollowAnswer, FollowOrder } from './followMessages.ts'

/** A file that is hashed while it grows. */
export interface FollowedFile {
  /** The first `bytes` of the file are written; what is written may not change any more. */
  advance(bytes: number): void
  /**
   * The digests of all bytes that it was told of. Ends following.
   * @throws Error when the file cannot be read
   */
  finish(onRead?: (bytes: number) => void): Promise<Digests>
  /** Stops following; may be called at any time, and twice. */
  close(): void
}

/** Hashes files in threads of its own while they are written; see followWorker.ts. */
export interface FileFollower {
  follow(path: string, digests: readonly DigestName[]): FollowedFile
  /** Ends the threads. Who waits for a digest gets an error. */
  close(): Promise<void>
}

/** One file is hashed by one thread at a time; with two cores a second one has little left to work with. */
const mostThreads = 2

interface Thread {
  worker: Worker
  files: Map<number, Waiting>
}

interface Waiting {
  resolve(digests: Digests): void
  reject(error: Error): void
  onRead: ((bytes: number) => void) | undefined
}

const noOne: Waiting = { resolve: () => {}, reject: () => {}, onRead: undefined }

/** Threads start with the first file and keep no process alive when they have nothing to do. */
export function createFileFollower(): FileFollower {
  let threads: Thread[] = []
  let lastId = 0

  function startThread(): Thread {
    const thread: Thread = { worker: new Worker(new URL(import.meta.resolve('./followWorker.ts'))), files: new Map() }
    const fail = (error: Error) => {
      threads = threads.filter((other) => other !== thread)
      for (const { reject } of thread.files.values()) reject(error)
      thread.files.clear()
    }
    thread.worker.on('error', fail)
    thread.worker.on('exit', () => fail(new Error('The thread that hashes files has ended.')))
    thread.worker.on('message', (answer: FollowAnswer) => hear(thread, answer))
    threads.push(thread)
    return thread
  }

  function hear(thread: Thread, answer: FollowAnswer): void {
    const waiting = thread.files.get(answer.id)
    if (answer.kind === 'read') return waiting?.onRead?.(answer.bytes)
    leave(thread, answer.id)
    if (answer.kind === 'finished') waiting?.resolve(answer.digests)
    else waiting?.reject(Object.assign(new Error(answer.message), { code: answer.code }))
  }

  function leave(thread: Thread, id: number): void {
    thread.files.delete(id)
    if (thread.files.size === 0) thread.worker.unref()
  }

  return {
    follow(path, digests) {
      const [leastBusy] = threads.toSorted((a, b) => a.files.size - b.files.size)
      const thread =
        leastBusy && (leastBusy.files.size === 0 || threads.length >= mostThreads) ? leastBusy : startThread()
      const id = ++lastId
      const send = (order: FollowOrder) => thread.worker.postMessage(order, [])
      // An error that comes before anybody asks for the digests is told to who asks for them.
      let failed: Error | undefined
      thread.files.set(id, { ...noOne, reject: (error) => (failed = error) })
      thread.worker.ref()
      send({ kind: 'open', id, path, digests })
      return {
        advance: (to) => send({ kind: 'advance', id, to }),
        finish: (onRead) =>
          new Promise((resolve, reject) => {
            if (failed) return reject(failed)
            thread.files.set(id, { resolve, reject, onRead })
            send({ kind: 'finish', id })
          }),
        close() {
          if (!thread.files.has(id)) return
          leave(thread, id)
          send({ kind: 'close', id })
        },
      }
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}
