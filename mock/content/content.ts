import { createCipheriv, createHash } from 'node:crypto'

/** A stretch of a made file: bytes that were written out, or noise that is computed when it is read. */
export type Segment = { kind: 'bytes'; bytes: Buffer } | { kind: 'noise'; seed: string; length: number }

/** The bytes of a made file. Holds only headers in memory, however large the file is. Lengths are bytes. */
export interface Content {
  readonly size: number
  readonly segments: readonly Segment[]
}

const chunkBytes = 256 * 1024

/** Joins segments to one file. */
export function joinSegments(segments: readonly Segment[]): Content {
  return { size: segments.reduce((sum, segment) => sum + segmentLength(segment), 0), segments }
}

/** A file that is all in memory. */
export function contentOfBytes(bytes: Buffer | string): Content {
  return joinSegments([{ kind: 'bytes', bytes: Buffer.from(bytes) }])
}

/** Yields the bytes from `start` up to, not including, `end`, in chunks of at most 256 KiB. Skips nothing by reading it. */
export function* readContent(content: Content, start = 0, end = content.size): Generator<Buffer> {
  let offset = 0
  for (const segment of content.segments) {
    const length = segmentLength(segment)
    let from = Math.max(start - offset, 0)
    const to = Math.min(end - offset, length)
    for (; from < to; from += chunkBytes) {
      const stop = Math.min(from + chunkBytes, to)
      yield segment.kind === 'bytes' ? segment.bytes.subarray(from, stop) : makeNoise(segment.seed, from, stop - from)
    }
    offset += length
    if (offset >= end) return
  }
}

/** All bytes at once; for files that are known to be small. */
export function contentBytes(content: Content): Buffer {
  return Buffer.concat([...readContent(content)])
}

/**
 * `length` bytes of the endless stream that belongs to `seed`, from `offset` on: AES-128 in counter mode over zeros,
 * because its counter can be set to any block, so a range in the middle of a file costs no more than its own bytes.
 */
export function makeNoise(seed: string, offset: number, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16)
  const counter = Buffer.alloc(16)
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / 16)), 8)
  const skip = offset % 16
  return createCipheriv('aes-128-ctr', key, counter)
    .update(Buffer.alloc(skip + length))
    .subarray(skip)
}

function segmentLength(segment: Segment): number {
  return segment.kind === 'bytes' ? segment.bytes.length : segment.length
}
