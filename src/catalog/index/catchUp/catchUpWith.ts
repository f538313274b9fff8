import type { Kysely } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import type { LoadedIndex } from '../checkpoint/loadIndex.ts'
import type { Attribute, IndexedModel, IndexedNumbers } from '../indexedModel.ts'
import type { Change } from './readChanges.ts'
import { readAttributes, readModels, readNumbers } from './readModels.ts'

/** A change as the transaction that made it had it in hand. */
export interface CommittedChange {
  /** Of `search_changes`. */
  id: number
  /** Of a change of kind `parts`. */
  models: readonly IndexedModel[]
  /** Of a change of kind `numbers`. */
  numbers: readonly IndexedNumbers[]
}

/** Models that are taken in before others get their turn. */
const modelsAtOnce = 500
const attributesAtOnce = 5_000

/**
 * Brings one change into the index, in slices. Killed in between or run twice, it comes to the same.
 * @param inHand saves reading the models back
 */
export async function catchUpWith(
  kysely: Kysely<Tables>,
  index: LoadedIndex,
  change: Change,
  inHand: CommittedChange | undefined,
): Promise<void> {
  if (change.kind === 'parts') await addAttributes(kysely, index)
  for (let start = 0; start < change.keys.length; start += modelsAtOnce) {
    if (start > 0) await new Promise(setImmediate)
    const keys = change.keys.slice(start, start + modelsAtOnce)
    if (change.kind === 'numbers') {
      const numbers = inHand?.numbers.slice(start, start + modelsAtOnce) ?? (await readNumbers(kysely, keys))
      // A model that is gone has a change of kind `parts` of its own.
      index.state.apply({ numbers })
    } else {
      const models = inHand?.models.slice(start, start + modelsAtOnce) ?? (await readModels(kysely, keys))
      const found = new Set(models.map(({ key }) => key))
      const forgotten = inHand ? [] : keys.filter((key) => !found.has(key))
      index.state.apply({ models, forgotten })
    }
  }
  passChange(index, change)
}

/** Remembers that the index has a change. */
export function passChange(index: LoadedIndex, change: Change): void {
  index.seen = change.id
  index.changedAt = change.time
  index.changedModels += change.keys.length
}

/** Brings in the attributes that came since the last time. */
export async function addAttributes(kysely: Kysely<Tables>, index: LoadedIndex): Promise<void> {
  let attributes: Attribute[]
  do {
    attributes = await readAttributes(kysely, index.seenAttribute, attributesAtOnce)
    if (attributes.length === 0) return
    index.state.apply({ attributes })
    index.seenAttribute = attributes.at(-1)?.key ?? index.seenAttribute
    await new Promise(setImmediate)
  } while (attributes.length === attributesAtOnce)
}
