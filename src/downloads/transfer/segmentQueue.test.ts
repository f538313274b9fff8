import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { ByteRanges } from '../ranges/byteRanges.ts'
import { leastShare, type Segment, SegmentQueue } from './segmentQueue.ts'

const unit = leastShare
const step = fc.record({
  kind: fc.constantFrom('take', 'take', 'move', 'move', 'move', 'giveBack', 'shorten'),
  which: fc.nat(7),
  units: fc.integer({ min: 1, max: 6 }),
})

describe('SegmentQueue', () => {
  it('hands out every missing byte once, however streams come, stop and take over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 })), { maxLength: 5 }),
        fc.array(step, { maxLength: 60 }),
        (here, steps) => {
          const size = 90 * unit
          const held = new ByteRanges(
            here.map(([start, length]) => ({ start: start * unit, end: (start + length) * unit })),
          )
          const missing = held.missing(size)
          const queue = new SegmentQueue(missing)
          const streams: Segment[] = []
          let fetched = 0
          const move = (segment: Segment, bytes: number) => {
            const end = Math.min(segment.end, segment.at + bytes)
            held.add(segment.at, end)
            fetched += end - segment.at
            segment.at = end
          }
          const end = (segment: Segment) => {
            streams.splice(streams.indexOf(segment), 1)
            queue.giveBack(segment)
          }
          for (const { kind, which, units } of steps) {
            const segment = streams[which % Math.max(1, streams.length)]
            if (kind === 'take') {
              const hadMore = queue.hasMore
              const taken = queue.take(units * 4 * unit)
              expect(taken !== undefined).toBe(hadMore)
              if (taken) streams.push(taken)
            } else if (!segment) continue
            else if (kind === 'move') move(segment, units * unit)
            else if (kind === 'giveBack') end(segment)
            else queue.shorten(segment, units * unit)
          }
          for (const segment of Array.from(streams)) end(segment)
          for (let segment = queue.take(7 * unit); segment; segment = queue.take(7 * unit)) {
            move(segment, Number.POSITIVE_INFINITY)
            queue.giveBack(segment)
          }
          expect(queue.isDone).toBe(true)
          expect(held.list()).toEqual([{ start: 0, end: size }])
          expect(fetched).toBe(missing.reduce((sum, { start, end }) => sum + end - start, 0))
        },
      ),
    )
  })

  it('gives a file of unknown size to one stream', () => {
    const queue = new SegmentQueue([{ start: 5, end: Number.POSITIVE_INFINITY }])
    expect(queue.take(Number.POSITIVE_INFINITY)).toEqual({ at: 5, end: Number.POSITIVE_INFINITY })
    expect(queue.hasMore).toBe(false)
  })
})
