import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import type { Clock } from '../foundation/time.ts'
import { joinInside } from '../ids/safePath.ts'
import { buildModelFolder } from './buildModelFolder.ts'
import { changeModelFolder, type FileConflict } from './changeModelFolder.ts'
import { classifyModel } from './classify/classifyModel.ts'
import { distinguishName } from './cleanName.ts'
import { createMetadata } from './createMetadata.ts'
import type { ShelveOptions } from './library.ts'
import type { LibraryIndex } from './libraryIndex.ts'
import { makeFolders } from './makeFolders.ts'
import { type HashedFile, isHashed, type ModelMetadata } from './metadata.ts'
import { nameFiles } from './nameFiles.ts'
import type { PlacingStore } from './placeFile.ts'
import { readHeaders } from './readHeaders.ts'
import { checkWritable, readMetadata } from './readMetadata.ts'
import { removeUnfinishedFiles } from './recoverShelving.ts'
import { exists } from './renameWithoutReplacing.ts'
import { describeProcess, writeShelvingMarker } from './shelvingMarker.ts'
import { busy, waitForOthers } from './waitForOthers.ts'

export interface ShelvingContext {
  /** The library's root. */
  directory: string
  index: LibraryIndex
  store: PlacingStore
  clock: Clock
  /** Tokens of shelvings that go on in this process. */
  ownTokens: Set<string>
  /** Brings the index up to date, when it turns out that folders were moved. */
  rescan: () => Promise<unknown>
}

/** Where a model is now. */
export interface Shelved {
  /** Relative to the root, with forward slashes. */
  path: string
  metadata: ModelMetadata
  conflicts: FileConflict[]
}

/** Puts a pulled model on the shelf, or brings the one that is there to the pulled revision. See Library.shelve. */
export async function shelveModel(context: ShelvingContext, model: ShelveOptions): Promise<Shelved> {
  const describe = {
    ...model,
    names: nameFiles(model.pulled.files.map(({ path }) => path)),
    classification: classifyModel({
      ...model.pulled,
      entry: model.entry,
      record: model.record,
      headers: await readHeaders(context.store, model.pulled.files),
    }),
    now: context.clock(),
  }
  const token = randomBytes(8).toString('hex')
  context.ownTokens.add(token)
  try {
    const existing = await findExisting(context, model.pulled.slug)
    if (existing !== undefined) return await changeExisting(context, existing, describe, token)

    const added = new Date(describe.now).toISOString()
    // Where its folder stood in the other house says nothing here.
    const brought = model.metadata && { ...model.metadata, added_at: added, shelf: undefined }
    const first = createMetadata({ ...describe, previous: brought, keep: [] })
    const parent = await makeFolders(context.directory, [first.model_type, first.family])
    for (const modelId of [first.model_id, distinguishName(first.model_id, first.slug)]) {
      const path = `${first.model_type}/${first.family}/${modelId}`
      const taken = await takenBy(context, parent, modelId, first.slug)
      if (taken === 'other') continue
      if (taken === 'free') {
        const metadata = { ...first, model_id: modelId }
        const built = await buildModelFolder({ parent, metadata, store: context.store, token, now: describe.now })
        if (built) return { path, metadata: built, conflicts: [] }
        // Another process was quicker; with the same model, or with something else.
        if ((await takenBy(context, parent, modelId, first.slug)) !== 'same') continue
      }
      return await changeExisting(context, path, describe, token)
    }
    throw new WeighthouseError('CONFLICT', `There is no free folder for ${first.slug} in ${parent}.`, {
      hint: `Move ${join(parent, first.model_id)} aside and pull the model again.`,
      details: { slug: first.slug, path: parent },
    })
  } finally {
    context.ownTokens.delete(token)
  }
}

async function changeExisting(
  context: ShelvingContext,
  path: string,
  describe: Omit<Parameters<typeof createMetadata>[0], 'previous' | 'keep'>,
  token: string,
): Promise<Shelved> {
  const { directory, index, store } = context
  const folder = join(directory, path)
  const abandoned = await waitForOthers(context, folder)
  const previous = await readMetadata(folder)
  if (!previous) throw new WeighthouseError('CONFLICT', `${folder} vanished while it was being changed.`)
  checkWritable(previous, folder)
  const keep: HashedFile[] = []
  if (previous.commit === describe.pulled.commit) {
    for (const file of previous.files.filter(isHashed)) if (await exists(joinInside(folder, file.path))) keep.push(file)
  }
  const next = createMetadata({ ...describe, previous, keep })
  // A change that was cut off and could not be finished: its files are ours too, on both sides.
  const ours = [
    ...previous.files.filter(isHashed),
    ...(abandoned?.change?.ours ?? []),
    ...(abandoned?.change?.next.files ?? []),
  ]
  const worker = describeProcess(token, describe.now)
  index.addShelving({ ...worker, path })
  const marker = { ...worker, slug: next.slug, change: { ours, next } }
  if (!(await writeShelvingMarker(folder, marker, abandoned !== undefined))) {
    index.removeShelving(token)
    throw busy(folder)
  }
  if (abandoned) await removeUnfinishedFiles(folder, abandoned.token)
  const done = await changeModelFolder({ folder, ours, next, store, token })
  index.removeShelving(token)
  return { path, ...done }
}

/** The folder of the model, relative to the root, if it is on the shelf. */
async function findExisting(context: ShelvingContext, slug: string): Promise<string | undefined> {
  const isThere = async (path: string) => (await readMetadata(join(context.directory, path)))?.slug === slug
  const row = context.index.find(slug)
  if (!row) return undefined
  if (await isThere(row.path)) return row.path
  // Moved or removed by hand since the last scan.
  await context.rescan()
  const found = context.index.find(slug)
  return found && (await isThere(found.path)) ? found.path : undefined
}

async function takenBy(
  { index }: ShelvingContext,
  parent: string,
  modelId: string,
  slug: string,
): Promise<'free' | 'same' | 'other'> {
  if (index.findByFolderName(modelId).some((other) => other !== slug)) return 'other'
  const there = (await readdir(parent)).find((name) => name.toLowerCase() === modelId.toLowerCase())
  if (there === undefined) return 'free'
  if (there !== modelId) return 'other'
  try {
    return (await readMetadata(join(parent, there)))?.slug === slug ? 'same' : 'other'
  } catch (error) {
    // Somebody's metadata.json that is not ours to judge.
    if (isWeighthouseError(error, 'INVALID_CONFIG')) return 'other'
    throw error
  }
}
