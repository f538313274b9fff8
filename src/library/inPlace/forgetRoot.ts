import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import { metadataFileName, modelMetadataSchema, overridesFileName } from '../metadata.ts'
import type { KnownInPlace } from '../rootIndex.ts'
import { isShelvingName } from '../shelvingMarker.ts'

const previewSchema = modelMetadataSchema.pick({ preview_file: true })

/** Below the library: overrides.json of models whose root was removed, `<slug>.json`, for when it is added again. */
const forgottenFolder = '.forgotten'

/**
 * Takes away the library folder of a model in place: metadata.json, which we made. What the user said of the model is laid
 * aside; anything else that somebody put into the folder stays, and the folder with it.
 */
export function forgetModelFolder(directory: string, { slug, path }: Pick<KnownInPlace, 'slug' | 'path'>): void {
  const folder = join(directory, path)
  const overrides = join(folder, overridesFileName)
  if (existsSync(overrides)) {
    mkdirSync(join(directory, forgottenFolder), { recursive: true })
    renameSync(overrides, join(directory, forgottenFolder, `${slug}.json`))
  }
  removePreview(folder)
  rmSync(join(folder, metadataFileName), { force: true })
  try {
    for (const name of readdirSync(folder)) if (isShelvingName(name)) rmSync(join(folder, name), { force: true })
    rmdirSync(folder)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemErrorCode(error) ?? '')) throw error
  }
}

/** Our copy of the picture beside a model: what metadata.json names, while it is as long as when we made it. */
function removePreview(folder: string): void {
  const copy = previewSchema.safeParse(parseJson(readIfThere(join(folder, metadataFileName)))).data?.preview_file
  if (!copy || copy.path.includes('/')) return
  const path = join(folder, copy.path)
  if (lstatSync(path, { throwIfNoEntry: false })?.size === copy.size) rmSync(path, { force: true })
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Gives a model that is known again what the user said of it before. */
export function recallOverrides(directory: string, slug: string, folder: string): void {
  try {
    renameSync(join(directory, forgottenFolder, `${slug}.json`), join(folder, overridesFileName))
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) throw error
  }
}

/** True when there is anything to recall. */
export function hasForgotten(directory: string): boolean {
  return existsSync(join(directory, forgottenFolder))
}
