import type { Kysely } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import type { LoadedIndex } from '../checkpoint/loadIndex.ts'
import { catchUpWith } from './catchUpWith.ts'
import { type Change, readChanges } from './readChanges.ts'

const changesAtOnce = 200

/**
 * Brings in changes again that the index has passed since `start`, as the database has their models by now: what others
 * changed while very many models came in may have been overtaken, or came before the models themselves.
 */
export async function repeatOthers(
  kysely: Kysely<Tables>,
  index: LoadedIndex,
  start: number,
  isOther: (change: Change) => boolean,
): Promise<void> {
  for (let seen = start; ;) {
    const { changes } = await readChanges(kysely, seen, changesAtOnce)
    for (const change of changes) {
      seen = change.id
      if (change.id > index.seen) return
      if (!isOther(change)) continue
      const { seen: reached, changedAt, changedModels } = index
      await catchUpWith(kysely, index, change, undefined)
      Object.assign(index, { seen: reached, changedAt, changedModels })
    }
    if (changes.length < changesAtOnce) return
  }
}
