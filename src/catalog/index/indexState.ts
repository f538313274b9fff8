import type { SourceName } from '../../ids/slug.ts'
import type { Attribute, IndexedModel, IndexedNumbers } from './indexedModel.ts'
import type { IndexView } from './indexView.ts'
import type { IndexPiece } from './pieces/indexPiece.ts'

/** What to bring into the index. */
export interface IndexChanges {
  /** New ones, before models that have them. Those that are known already are passed over. */
  attributes?: readonly Attribute[]
  /** Models that are new, or of which anything changed. */
  models?: readonly IndexedModel[]
  /** Models of which only these changed; those that the index does not have are passed over. */
  numbers?: readonly IndexedNumbers[]
  /** Keys of models that are gone; those that the index does not have are passed over. */
  forgotten?: readonly number[]
}

/**
 * A piece of the index to be kept, as named arrays. The same name with the same stamp has the same content, apart from
 * what is dead in it.
 */
export interface StatePart {
  /** `columns/<block>`, `attributes/<block>`, `values/<block>`, `words/<serial>`, `segment/<serial>`, `codes/<serial>`,
   * `frequent/<serial>`. */
  name: string
  stamp: string
  /** The arrays are the index's own: to be written, not to be changed. */
  read(): { meta: Record<string, unknown>; sections: Record<string, ArrayBufferView<ArrayBuffer>> }
}

/**
 * The catalog in memory.
 *
 * Bringing something in twice, or again what a later change has overtaken, does no harm as long as the latest comes
 * last. So parts may be written one after the other while changes come in: whoever reads them brings in again all
 * changes since `parts` was called.
 */
export interface IndexState {
  readonly view: IndexView
  /** One more than the highest key of an attribute. */
  readonly attributeCapacity: number
  /** The model of a source with this id; one that differs in letter case only if none is exactly it. */
  keyOf(source: SourceName, id: string): number | undefined
  apply(changes: IndexChanges): void
  /** Brings in very many models, in segments of up to half a million, with less work than `apply`. */
  load(): IndexLoad
  /**
   * Brings in what another thread has made ready, in steps of a few milliseconds between which the index may be read and
   * changed; each model is as it was, or as it is in the piece. The attributes that its models have were brought in before.
   */
  adopt(piece: IndexPiece): Generator<void, void>
  /** How many segments searches read. */
  readonly segments: number
  needsMerge(): boolean
  /** Tidies up in steps of a few milliseconds, between which the index may be read and changed. One at a time. */
  merge(): Generator<void, void>
  /** Makes what parts have and searches do without for a while, in steps as `merge`. To be called before `parts`. */
  completeParts(): Generator<void, void>
  /** All that is needed to read the index again; see `readIndexState`. */
  parts(): StatePart[]
}

export interface IndexLoad {
  /** Models are found once a segment is full, or all is finished; until then nothing else may bring them in. */
  add(changes: Pick<IndexChanges, 'attributes' | 'models'>): void
  /** Makes full segments that wait, in steps of a few milliseconds. */
  settle(): Generator<void, void>
  /** Makes the last segment; the load is used up. */
  finish(): Generator<void, void>
}
