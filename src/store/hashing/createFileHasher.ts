import { Worker } from 'node:worker_threads'

import type { HashOptions } from '../blobStore.ts'
import type { HashAnswer, HashOrder } from './hashMessages.ts'

/** Tells the sha256 and the size of files, each hashed in a thread that reads it by itself. */
export interface FileHasher {
  /**
   * Rejects with a system error (ENOENT, EIO, ELOOP for a symbolic link), or with the signal's reason when aborted. Files
   * that are asked for at the same time are hashed at the same time: the caller says how many by asking for so many.
   */
  hash(path: string, options?: HashOptions): Promise<{ sha256: string; size: number }>
  /** Ends the threads. May be called twice; a later `hash` starts one again. */
  close(): Promise<void>
}

const idleMs = 10_000

interface Thread {
  worker: Worker
  idle: NodeJS.Timeout | undefined
}

/** Threads are started when they are needed and ended when they were not for ten seconds; they keep no process alive. */
export function createFileHasher(): FileHasher {
  const free: Thread[] = []
  const all = new Set<Thread>()
  let lastId = 0

  function takeThread(): Thread {
    const thread = free.pop() ?? startThread()
    clearTimeout(thread.idle)
    thread.worker.ref()
    return thread
  }

  function startThread(): Thread {
    const thread: Thread = { worker: new Worker(new URL('./hashWorker.ts', import.meta.url)), idle: undefined }
    all.add(thread)
    return thread
  }

  function giveBack(thread: Thread): void {
    thread.worker.unref()
    thread.idle = setTimeout(() => void endThread(thread), idleMs)
    thread.idle.unref()
    free.push(thread)
  }

  async function endThread(thread: Thread): Promise<void> {
    clearTimeout(thread.idle)
    all.delete(thread)
    if (free.includes(thread)) free.splice(free.indexOf(thread), 1)
    await thread.worker.terminate()
  }

  async function hash(path: string, options: HashOptions = {}): Promise<{ sha256: string; size: number }> {
    options.signal?.throwIfAborted()
    const thread = takeThread()
    const order: HashOrder = { kind: 'hash', id: ++lastId, path }
    try {
      const result = await runOrder(thread.worker, order, options)
      giveBack(thread)
      return result
    } catch (error) {
      // A file that cannot be read says nothing of the thread; a thread that broke is replaced.
      if (error instanceof BrokenThread) await endThread(thread)
      else giveBack(thread)
      throw error
    }
  }

  return {
    hash,
    async close() {
      await Promise.all([...all].map(endThread))
    },
  }
}

class BrokenThread extends Error {
  override readonly name = 'BrokenThread'
}

function runOrder(
  worker: Worker,
  order: HashOrder & { kind: 'hash' },
  { signal, onBytes }: HashOptions,
): Promise<{ sha256: string; size: number }> {
  return new Promise((resolve, reject) => {
    worker.on('message', heard)
    worker.on('error', broke)
    worker.on('exit', ended)
    signal?.addEventListener('abort', cancel, { once: true })
    worker.postMessage(order, [])

    function cancel(): void {
      const message: HashOrder = { kind: 'cancel', id: order.id }
      worker.postMessage(message, [])
    }
    function heard(answer: HashAnswer): void {
      if (answer.id !== order.id) return
      if (answer.kind === 'bytes') return onBytes?.(answer.bytes)
      forget()
      if (answer.kind === 'hashed') resolve({ sha256: answer.sha256, size: answer.size })
      else if (answer.kind === 'cancelled') reject(signal?.reason as Error)
      else reject(Object.assign(new Error(answer.message), { code: answer.code, path: order.path }))
    }
    function broke(cause: unknown): void {
      forget()
      reject(new BrokenThread(`The thread that hashes ${order.path} failed.`, { cause }))
    }
    function ended(): void {
      forget()
      reject(new BrokenThread(`The thread that hashes ${order.path} ended.`))
    }
    function forget(): void {
      worker.off('message', heard)
      worker.off('error', broke)
      worker.off('exit', ended)
      signal?.removeEventListener('abort', cancel)
    }
  })
}
