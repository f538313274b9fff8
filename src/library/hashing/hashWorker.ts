import { parentPort, workerData } from 'node:worker_threads'

import { hashBytes } from './hashBytes.ts'
import type { HashAnswer, HashOrder } from './hashMessages.ts'

/* Hashes files one after the other in a thread of its own. */

const stopped = workerData as Int32Array<SharedArrayBuffer>

function answer(message: HashAnswer): void {
  parentPort?.postMessage(message, [])
}

parentPort?.on('message', ({ id, location, size, mtimeMs }: HashOrder) => {
  try {
    const hashes = hashBytes(location, { size, mtimeMs }, (bytes) => {
      answer({ kind: 'bytes', id, bytes })
      // The order to stop cannot be heard in the middle of a file; what is shared can be seen.
      return Atomics.load(stopped, 0) === 0
    })
    if (hashes) answer({ kind: 'hashed', id, ...hashes })
    else answer({ kind: 'failed', id, reason: 'it was changed meanwhile', code: undefined })
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
    answer({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error), code })
  }
})
