import type { Kysely } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import type { LoadedIndex } from '../checkpoint/loadIndex.ts'
import type { IndexPiece } from '../pieces/indexPiece.ts'
import type { Announced } from './announced.ts'
import { addAttributes } from './catchUpWith.ts'
import type { Change } from './readChanges.ts'
import { repeatOthers } from './repeatOthers.ts'

/** Pieces of another thread on their way into the index. */
export interface IndexPieces {
  /** Whether a change comes with a piece, so that it is not to be read back. */
  takes(change: Change): boolean
  /** @param index where it is now: it may have been loaded anew */
  take(index: LoadedIndex, piece: IndexPiece): Promise<void>
  finish(index: LoadedIndex): Promise<void>
}

/** @param announced the changes of the other thread, before anybody else can see them */
export function startPieces(kysely: Kysely<Tables>, first: LoadedIndex, announced: Announced): IndexPieces {
  const start = first.seen
  const coming = new Set<number>()
  const taken = new Set<number>()
  const hear = () => {
    for (const id of announced.read()) coming.add(id)
  }

  return {
    takes(change) {
      hear()
      return coming.has(change.id)
    },
    async take(index, piece) {
      hear()
      await addAttributes(kysely, index)
      for (const _ of index.state.adopt(piece)) await new Promise(setImmediate)
      for (const id of piece.changes) taken.add(id)
    },
    // What was announced and never came was not committed, or its thread has died.
    finish: (index) => repeatOthers(kysely, index, start, ({ id }) => index !== first || !taken.has(id)),
  }
}
