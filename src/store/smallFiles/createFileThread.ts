import { Worker } from 'node:worker_threads'

import { carryOut, type FileOrder } from './fileOrders.ts'

/** What the thread answers to an order. `code` is that of a system error, if it was one. */
export interface FileAnswer {
  found?: Uint8Array | undefined
  failed?: { message: string; code: string | undefined }
}

/** Does things with many files: the system takes its time for each name, and nobody else should wait for it. */
export interface FileThread {
  /**
   * One order after the other. Rejects with a system error when a file cannot be had; what was done before it stays.
   */
  run(order: FileOrder): Promise<Uint8Array | undefined>
  /** Ends the thread. May be called twice; a later `run` starts one again. */
  close(): Promise<void>
}

/** Starting a thread takes as long as making so many files. */
const manyFiles = 200
const idleMs = 10_000

/** The thread is started when it is needed and ended when it was not for ten seconds; it keeps no process alive. */
export function createFileThread(): FileThread {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let shared = new SharedArrayBuffer(0)

  /** Copies into memory that the thread sees, too, the same for every order. */
  function share(pieces: readonly Uint8Array[]): Uint8Array[] {
    const needed = pieces.reduce((sum, { length }) => sum + length, 0)
    if (shared.byteLength < needed) shared = new SharedArrayBuffer(needed)
    let end = 0
    return pieces.map((piece) => {
      const copy = new Uint8Array(shared, end, piece.length)
      copy.set(piece)
      end += piece.length
      return copy
    })
  }

  async function ask(order: FileOrder): Promise<Uint8Array | undefined> {
    if (!worker && sizeOf(order) < manyFiles) return carryOut(order)
    clearTimeout(idle)
    worker ??= new Worker(new URL('./fileWorker.ts', import.meta.url))
    const asked = worker
    asked.ref()
    try {
      const { found, failed } = await new Promise<FileAnswer>((resolve, reject) => {
        asked.once('message', resolve)
        asked.once('error', reject)
        asked.once('exit', () => reject(new Error('The thread that makes files ended.')))
        asked.postMessage(order.kind === 'make' ? { ...order, pieces: share(order.pieces) } : order, [])
      })
      if (failed) throw Object.assign(new Error(failed.message), { code: failed.code })
      return found
    } finally {
      for (const event of ['message', 'error', 'exit']) asked.removeAllListeners(event)
      asked.unref()
      idle = setTimeout(() => void close(), idleMs)
      idle.unref()
    }
  }

  async function close(): Promise<void> {
    clearTimeout(idle)
    const ending = worker
    worker = undefined
    shared = new SharedArrayBuffer(0)
    await ending?.terminate()
  }

  return {
    run(order) {
      const mine = last.then(() => ask(order))
      last = mine.catch(() => {})
      return mine
    },
    close,
  }
}

function sizeOf(order: FileOrder): number {
  return order.kind === 'rename' ? order.from.length : order.paths.length
}
