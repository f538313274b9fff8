import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'

import { systemErrorCode } from '../../foundation/errors.ts'
import type { HashAnswer, HashOrder } from './hashMessages.ts'

/*
 * Hashes files in a thread of its own. While one buffer is hashed here, the next is filled by the thread pool, so that
 * disk and processor work at the same time; the two buffers are all the memory that it takes.
 */

const bufferBytes = 1024 * 1024
const tellEveryBytes = 32 * bufferBytes
let filling = Buffer.allocUnsafeSlow(bufferBytes)
let hashing = Buffer.allocUnsafeSlow(bufferBytes)
const cancelled = new Set<number>()

function answer(message: HashAnswer): void {
  parentPort?.postMessage(message, [])
}

async function hashFile({ id, path }: { id: number; path: string }): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const hash = createHash('sha256')
    let size = 0
    let told = 0
    let reading = handle.read(filling, 0, bufferBytes, 0)
    for (;;) {
      const { bytesRead } = await reading
      if (bytesRead === 0) break
      size += bytesRead
      ;[filling, hashing] = [hashing, filling]
      reading = handle.read(filling, 0, bufferBytes, size)
      hash.update(hashing.subarray(0, bytesRead))
      if (size - told < tellEveryBytes) continue
      answer({ id, kind: 'bytes', bytes: size - told })
      told = size
      // Orders to stop are heard only between two turns of this thread's loop.
      await new Promise((resolve) => setImmediate(resolve))
      if (!cancelled.has(id)) continue
      await reading
      return answer({ id, kind: 'cancelled' })
    }
    answer({ id, kind: 'bytes', bytes: size - told })
    answer({ id, kind: 'hashed', sha256: hash.digest('hex'), size })
  } finally {
    await handle.close()
  }
}

parentPort?.on('message', (order: HashOrder) => {
  if (order.kind === 'cancel') {
    cancelled.add(order.id)
    return
  }
  hashFile(order)
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      answer({ id: order.id, kind: 'failed', code: systemErrorCode(error), message })
    })
    .finally(() => cancelled.delete(order.id))
})
