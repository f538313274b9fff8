import { join } from 'node:path'

import { distinguishName, nameKey } from '../cleanName.ts'
import { keepWhatHashesSaid } from '../curate/applyIdentification.ts'
import { importUserFields } from '../curate/importSidecars.ts'
import { identifyModel } from '../identify/identifyModel.ts'
import { type IndexedModel, type IndexRow, toIndexRow } from '../indexRow.ts'
import type { ModelMetadata } from '../metadata.ts'
import { keepShelf } from '../order/shelfOf.ts'
import { readOverridesOrProblem } from '../readMetadata.ts'
import { readModelStamp } from '../scanLibrary.ts'
import { createInPlaceMetadata } from './createInPlaceMetadata.ts'
import { hasForgotten, recallOverrides } from './forgetRoot.ts'
import type { IndexAnswer, IndexOrder, IndexSettings, IndexTask } from './indexMessages.ts'
import { readHeaderSync } from './readHeaderSync.ts'
import { createShelfMaker, isOfModel, makeModelFolderSync, writeMetadataSync } from './writeModelFolderSync.ts'

/** Identifies models of a root and writes their metadata.json. Synchronous on the disk: for a thread, or for a few models. */
export function createIndexRunner({
  directory,
  token,
  taken: given,
}: IndexSettings): (order: IndexOrder) => Promise<IndexAnswer> {
  const taken = new Set(given)
  const forgotten = hasForgotten(directory)
  const makeShelf = createShelfMaker(directory)
  return runOrder

  async function indexModel({ slug, found, previous }: IndexTask, root: string, now: number): Promise<IndexRow> {
    const identification = await identifyModel(found, { headers: async (file) => readHeaderSync(file) })
    const fresh = createInPlaceMetadata({ slug, root, found, identification, previous: previous?.metadata, now })
    const metadata = keepShelf(keepWhatHashesSaid(fresh, previous?.metadata), previous?.metadata)
    if (previous) {
      const stamp = writeMetadataSync(directory, previous.path, metadata, token)
      return withOverrides({ path: previous.path, metadata, stamp })
    }
    const shelf = makeShelf(metadata.model_type, metadata.family)
    const shelfPath = `${metadata.model_type}/${metadata.family}`
    for (const name of candidateNames(metadata)) {
      // The other thread does not see what this one takes; two folders of one name on two shelves do no harm.
      if (taken.has(name.toLowerCase())) continue
      const folder = join(shelf, name)
      // A scan that was killed may have written the folder, and died before models.db knew of it.
      const isNew = makeModelFolderSync(folder)
      if (!isNew && !isOfModel(folder, slug)) continue
      taken.add(name.toLowerCase())
      if (forgotten) recallOverrides(directory, slug, folder)
      const named = { ...metadata, model_id: name }
      const path = `${shelfPath}/${name}`
      const model = {
        path,
        metadata: named,
        stamp: writeMetadataSync(directory, path, named, token, isNew && !forgotten),
      }
      if (identification.user) await importUserFields(folder, identification.user, token)
      return forgotten || identification.user ? withOverrides(model) : toIndexRow(model)
    }
    throw new Error(`There is no free folder for it on the shelf ${shelfPath}`)
  }

  /** The row of a model that may have an overrides.json, which wins. */
  async function withOverrides(model: IndexedModel): Promise<IndexRow> {
    const folder = join(directory, model.path)
    const { overrides } = await readOverridesOrProblem(folder)
    if (!overrides) return toIndexRow(model)
    return toIndexRow({ ...model, overrides, stamp: (await readModelStamp(folder)) ?? model.stamp })
  }

  async function runOrder({ batch, root, now, tasks }: IndexOrder): Promise<IndexAnswer> {
    const rows: IndexRow[] = []
    const failed: IndexAnswer['failed'] = []
    for (const task of tasks) {
      try {
        rows.push(await indexModel(task, root, now))
      } catch (error) {
        failed.push({ path: task.found.path, reason: error instanceof Error ? error.message : String(error) })
      }
    }
    return { batch, rows, failed }
  }
}

/** Names for the folder of a model, the plain one first; the others are worked out only when it is taken. */
function* candidateNames(metadata: ModelMetadata): Generator<string, void, undefined> {
  yield metadata.model_id
  for (const key of [nameKey(metadata), metadata.slug]) yield distinguishName(metadata.model_id, key)
}
