import { parentPort } from 'node:worker_threads'

import { createWalker } from './createWalker.ts'
import type { WalkAnswer, WalkedPart, WalkOrder } from './walkMessages.ts'

/* Walks folders in a thread of its own. Imports little, so that it starts in a moment. */

function walk(order: WalkOrder): WalkedPart {
  const walker = createWalker(order.options)
  if (order.kind === 'expand') return { ...walker.expand(), problems: walker.problems }
  const walked = []
  for (;;) {
    const unit = order.units[Atomics.add(order.next, 0, 1)]
    if (unit === undefined) break
    walked.push(walker.walk(unit))
  }
  return { walked, units: [], problems: walker.problems }
}

parentPort?.on('message', (order: WalkOrder) => {
  try {
    const part = walk(order)
    parentPort?.postMessage(
      part,
      part.walked.map(({ facts }) => facts.buffer),
    )
  } catch (error) {
    const failed: WalkAnswer = {
      failed: error instanceof Error ? error.message : String(error),
      code: error instanceof Error && 'code' in error ? error.code : undefined,
    }
    parentPort?.postMessage(failed, [])
  }
})
