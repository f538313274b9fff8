import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { metadataFileName, type ModelMetadata, overridesFileName } from '../metadata.ts'
import { isShelvingName } from '../shelvingMarker.ts'

/*
 * Folders of models in place hold metadata.json only, and all of that can be found out again by a scan; so nothing here waits
 * for the disk, and everything is synchronous: it runs in threads, for thousands of models.
 */

/** Makes `<type>/<family>` below the library's folder, each a real directory. */
export function createShelfMaker(directory: string): (type: string, family: string) => string {
  const made = new Set<string>()
  return (type, family) => {
    const shelf = join(directory, type, family)
    if (made.has(shelf)) return shelf
    for (const folder of [join(directory, type), shelf]) {
      try {
        mkdirSync(folder)
      } catch (error) {
        if (systemErrorCode(error) !== 'EEXIST') throw error
        if (lstatSync(folder).isDirectory()) continue
        throw new WeighthouseError('CONFLICT', `${folder} is not a folder, where one of the library must be.`, {
          hint: 'Move it aside and run the command again.',
          details: { path: folder },
          cause: error,
        })
      }
    }
    made.add(shelf)
    return shelf
  }
}

const oneMinuteMs = 60_000

/**
 * Makes the folder of a new model; false when something else is there. A folder that a killed process left is taken over: one
 * with nothing in it but files in the making, on which nobody has worked for a minute.
 */
export function makeModelFolderSync(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error
    const found = lstatSync(folder)
    return found.isDirectory() && Date.now() - found.mtimeMs > oneMinuteMs && readdirSync(folder).every(isShelvingName)
  }
}

/** Whether metadata.json in the folder is that of this model. */
export function isOfModel(folder: string, slug: string): boolean {
  try {
    const json: unknown = JSON.parse(readFileSync(join(folder, metadataFileName), 'utf8'))
    return typeof json === 'object' && json !== null && 'slug' in json && json.slug === slug
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      ['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes(systemErrorCode(error) ?? '')
    )
      return false
    throw error
  }
}

/**
 * Writes metadata.json into a model's folder: whoever reads sees the old one or the new one. It is written in the library's own
 * folder and renamed: ext4 finds room for many files of one folder much sooner than for one file in each of many.
 *
 * @param directory of the library
 * @param path of the model's folder, relative to it
 * @param token 16 hex digits, of this thread alone
 * @param isNew the folder was made a moment ago, so there is no overrides.json to look for
 * @returns the stamp of the model, as readModelStamp says it
 */
export function writeMetadataSync(
  directory: string,
  path: string,
  metadata: ModelMetadata,
  token: string,
  isNew = false,
): string {
  const temporary = join(directory, `.${token}.shelving`)
  const folder = join(directory, path)
  let stamp: string
  try {
    stamp = writeStamped(temporary, `${JSON.stringify(metadata, undefined, 2)}\n`)
    renameSync(temporary, join(folder, metadataFileName))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  const overrides = isNew ? undefined : lstatSync(join(folder, overridesFileName), { throwIfNoEntry: false })
  return overrides === undefined ? stamp : `${stamp};${toStamp(overrides)}`
}

/** A rename changes nothing that a stamp is made of, and an open file is asked sooner than a path. */
function writeStamped(path: string, text: string): string {
  const descriptor = openSync(path, 'w')
  try {
    writeFileSync(descriptor, text)
    return toStamp(fstatSync(descriptor))
  } finally {
    closeSync(descriptor)
  }
}

function toStamp({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs}:${size}:${ino}`
}

/** Takes away what a killed process left of such a file. */
export function removeStaged(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!isShelvingName(name)) continue
    const path = join(directory, name)
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found?.isFile() && Date.now() - found.mtimeMs > oneMinuteMs) rmSync(path, { force: true })
  }
}
