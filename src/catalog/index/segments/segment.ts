import type { WordIndex } from '../words/wordIndex.ts'
import type { PackedEntries } from './packedEntries.ts'
import type { Postings } from './postings.ts'

/**
 * What the index knows of some models besides their numbers. Never changes; a model that changes comes anew in a newer
 * segment, and its old copy is dead. Models are numbered within the segment in the order of their keys.
 */
export interface Segment {
  /** Newer segments have higher numbers: of two copies of a model the one with the higher number is alive. */
  readonly serial: number
  /** Ascending. */
  readonly keys: Uint32Array<ArrayBuffer>
  /** Source, id and name of each; see packName.ts. */
  readonly names: PackedEntries & { bytes: Buffer<ArrayBuffer> }
  /** Attributes of each, as gaps between their ascending keys. */
  readonly attributes: PackedEntries
  /** Models by id; see idTable.ts. */
  readonly ids: Uint32Array<ArrayBuffer>
  readonly postings: Postings
  readonly words: WordIndex
}

/** A segment holds fewer models than this, so that 20 bits name one of them. */
export const mostModels = 1 << 20
