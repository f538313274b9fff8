import { parentPort } from 'node:worker_threads'

import { systemErrorCode } from '../../foundation/errors.ts'
import type { FileAnswer } from './createFileThread.ts'
import { carryOut, type FileOrder } from './fileOrders.ts'

/* Does what is asked with many files while others go on; see createFileThread.ts. One order at a time. */

const port = parentPort!

port.on('message', (order: FileOrder) => void answer(order))

async function answer(order: FileOrder): Promise<void> {
  let told: FileAnswer
  try {
    told = { found: await carryOut(order) }
  } catch (error) {
    told = { failed: { message: String(error), code: systemErrorCode(error) } }
  }
  port.postMessage(told, [])
}
