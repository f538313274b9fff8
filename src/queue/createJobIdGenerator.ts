import { randomBytes } from 'node:crypto'

import type { Clock } from '../foundation/time.ts'

const counterLimit = 0x1000

/**
 * Makes ids that sort by time: UUID version 7, with the 12 bits after the time as a counter, so that ids of one
 * process stand in the order of their making even within a millisecond and when the clock is set back.
 * https://www.rfc-editor.org/rfc/rfc9562#section-6.2 (method 1)
 */
export function createJobIdGenerator(clock: Clock): () => string {
  let time = 0
  let counter = 0
  return () => {
    const now = clock()
    if (now > time) {
      time = now
      counter = 0
    } else if (++counter === counterLimit) {
      time += 1
      counter = 0
    }
    const head = time.toString(16).padStart(12, '0')
    const tail = randomBytes(8)
    tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80
    const rest = tail.toString('hex')
    const count = counter.toString(16).padStart(3, '0')
    return `${head.slice(0, 8)}-${head.slice(8)}-7${count}-${rest.slice(0, 4)}-${rest.slice(4)}`
  }
}
