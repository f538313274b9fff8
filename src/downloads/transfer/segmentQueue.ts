import type { ByteRange } from '../ranges/byteRanges.ts'

/** A part of a file that one stream fetches. */
export interface Segment {
  /** The next byte that is to come. */
  at: number
  /** Behind the last byte; becomes less when another stream takes over the rest. Infinity while nobody knows the size. */
  end: number
}

/** Of what is left of a segment, the half is given to another stream only if that half has so many bytes. */
export const leastShare = 1024 * 1024

/**
 * Which parts of a file are still to be fetched. Streams take them from the first byte on, in pieces, so that the file
 * grows at its front and can be hashed meanwhile; when nothing is left, a free stream takes over half of the largest
 * piece that is being fetched.
 */
export class SegmentQueue {
  #todo: ByteRange[]
  readonly #taken = new Set<Segment>()

  constructor(missing: readonly ByteRange[]) {
    this.#todo = [...missing]
  }

  get isDone(): boolean {
    return this.#todo.length === 0 && this.#taken.size === 0
  }

  /** @param most bytes of a piece; Infinity: all that comes in a row */
  take(most: number): Segment | undefined {
    const range = this.#todo.shift() ?? this.#takeOver()
    if (!range) return undefined
    const end = Math.min(range.end, range.start + most)
    if (end < range.end) this.#todo.unshift({ start: end, end: range.end })
    const segment = { at: range.start, end }
    this.#taken.add(segment)
    return segment
  }

  /** The stream of this segment has ended; what it did not fetch is to be fetched by another. */
  giveBack(segment: Segment): void {
    this.#taken.delete(segment)
    if (segment.at >= segment.end) return
    const place = this.#todo.findIndex(({ start }) => start > segment.at)
    this.#todo.splice(place < 0 ? this.#todo.length : place, 0, { start: segment.at, end: segment.end })
  }

  /** Leaves `most` bytes to a stream that had taken all; the rest is for others. */
  shorten(segment: Segment, most: number): void {
    const end = segment.at + most
    if (!this.#taken.has(segment) || end + leastShare >= segment.end || segment.end === Number.POSITIVE_INFINITY) return
    this.#todo.unshift({ start: end, end: segment.end })
    segment.end = end
  }

  /** Whether one more stream would find something to do. */
  get hasMore(): boolean {
    return this.#todo.length > 0 || this.#largest() !== undefined
  }

  #takeOver(): ByteRange | undefined {
    const largest = this.#largest()
    if (!largest) return undefined
    const middle = largest.at + Math.ceil((largest.end - largest.at) / 2)
    const range = { start: middle, end: largest.end }
    largest.end = middle
    return range
  }

  #largest(): Segment | undefined {
    let largest: Segment | undefined
    for (const segment of this.#taken) {
      const left = segment.end - segment.at
      if (left < 2 * leastShare || left === Number.POSITIVE_INFINITY) continue
      if (!largest || left > largest.end - largest.at) largest = segment
    }
    return largest
  }
}
