import { Worker } from 'node:worker_threads'

import type { HashAnswer, HashOrder } from './hashMessages.ts'

export interface HashRun {
  files: Iterable<HashOrder>
  /** Files that are read at the same time: one on a drive that turns. */
  threads: number
  signal?: AbortSignal | undefined
  onBytes?: ((bytes: number) => void) | undefined
  /** Called in the order in which files are finished; the next file of that thread waits for it. */
  onDone(id: number, result: { sha256: string; blake3: string } | { reason: string }): void | Promise<void>
}

/**
 * Works out the hashes of files, each in one pass, in threads. When it is aborted, files that are half read are given up.
 *
 * @throws the signal's reason; an error when a thread broke
 */
export async function runHashers({ files, threads, signal, onBytes, onDone }: HashRun): Promise<void> {
  signal?.throwIfAborted()
  const orders = files[Symbol.iterator]()
  const stopped = new Int32Array(new SharedArrayBuffer(4))
  const stop = (): void => void Atomics.store(stopped, 0, 1)
  signal?.addEventListener('abort', stop, { once: true })
  const workers: Worker[] = []
  try {
    const lanes = Array.from({ length: threads }, async () => {
      let worker: Worker | undefined
      for (let next = orders.next(); !next.done; next = orders.next()) {
        if (signal?.aborted) return
        if (!worker) {
          worker = new Worker(new URL('./hashWorker.ts', import.meta.url), { workerData: stopped })
          workers.push(worker)
        }
        const result = await hashOne(worker, next.value, onBytes)
        if (!signal?.aborted) await onDone(next.value.id, result)
      }
    })
    await Promise.all(lanes)
    signal?.throwIfAborted()
  } finally {
    stop()
    signal?.removeEventListener('abort', stop)
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function hashOne(
  worker: Worker,
  order: HashOrder,
  onBytes: HashRun['onBytes'],
): Promise<{ sha256: string; blake3: string } | { reason: string }> {
  return new Promise((resolve, reject) => {
    worker.on('message', heard)
    worker.on('error', broke)
    worker.on('exit', ended)
    worker.postMessage(order, [])

    function heard(answer: HashAnswer): void {
      if (answer.id !== order.id) return
      if (answer.kind === 'bytes') return onBytes?.(answer.bytes)
      forget()
      if (answer.kind === 'hashed') resolve({ sha256: answer.sha256, blake3: answer.blake3 })
      else resolve({ reason: answer.reason })
    }
    function broke(error: unknown): void {
      forget()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    function ended(): void {
      forget()
      reject(new Error(`The thread that hashes ${order.location} ended.`))
    }
    function forget(): void {
      worker.off('message', heard)
      worker.off('error', broke)
      worker.off('exit', ended)
    }
  })
}
