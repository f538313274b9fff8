import type { Segment } from '../segments/segment.ts'

/**
 * Models on their way into the index of another thread, as arrays that are handed over and not copied. Each model is in
 * it once, with the last of its changes.
 */
export interface IndexPiece {
  /** Ids of the changes that it holds, all of them and nothing else; see `search_changes`. */
  changes: number[]
  /** Models that are new, or of which anything changed. */
  segment: Omit<Segment, 'serial'> | undefined
  /** Numbers of the segment's models, in its order. */
  segmentNumbers: PackedNumbers
  /** Models of which only numbers changed. */
  others: PackedNumbers
}

export interface PackedNumbers {
  keys: Uint32Array<ArrayBuffer>
  /** Those of `numberColumns`, model by model. */
  values: Float64Array<ArrayBuffer>
  flags: Uint8Array<ArrayBuffer>
  nsfwLevels: Uint32Array<ArrayBuffer>
}

export const numberFlags = { gated: 1, removed: 2 } as const

/** Bytes from which on memory is handed over; what is less is copied, and may be of a constant that all pieces share. */
const worthHandingOver = 4096

/** The memory of a piece's larger arrays, each once. */
export function buffersOf(piece: IndexPiece): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const collect = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      if (part.buffer instanceof ArrayBuffer && part.buffer.byteLength >= worthHandingOver) buffers.add(part.buffer)
    } else if (typeof part === 'object' && part !== null) for (const value of Object.values(part)) collect(value)
  }
  collect([piece.segment, piece.segmentNumbers, piece.others])
  return [...buffers]
}
