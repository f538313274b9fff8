import type { Kysely } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import { walkKeys } from '../../write/walkKeys.ts'
import { addAttributes } from '../catchUp/catchUpWith.ts'
import { readLastChange } from '../catchUp/readChanges.ts'
import { readModels } from '../catchUp/readModels.ts'
import type { LoadedIndex } from './loadIndex.ts'

const keysAtOnce = 2_000

/** Makes an empty index that of all models there are, some thousands at a time. */
export async function loadModels(kysely: Kysely<Tables>, index: LoadedIndex): Promise<LoadedIndex> {
  // What comes in while models are read is brought in again by the changes behind this one.
  const { id, time } = await readLastChange(kysely)
  const load = index.state.load()
  for await (const { from, to } of walkKeys(kysely, { size: keysAtOnce })) {
    const keys = Array.from({ length: to - from + 1 }, (_, place) => from + place)
    const models = await readModels(kysely, keys)
    // After the models, so that none has an attribute that is not there.
    await addAttributes(kysely, index)
    load.add({ models: models.toSorted((a, b) => a.key - b.key) })
    for (const _ of load.settle()) await new Promise(setImmediate)
    index.changedModels += models.length
  }
  for (const _ of load.finish()) await new Promise(setImmediate)
  index.seen = id
  index.changedAt = time
  return index
}
