import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { metadataFileName } from '../../library/metadata.ts'
import { lookAtFiles } from '../../library/order/diskFile.ts'
import { exists } from '../../library/renameWithoutReplacing.ts'
import type { Check, HouseParts, Look } from '../doctor.ts'

const mostNamed = 20

/** models.db against the folders, and the files that metadata.json lists against the disk. */
export const libraryCheck: Check = {
  id: 'library',
  async look(_ground, { library }) {
    const looks: Look[] = []
    const known = new Set<string>()
    const moved: string[] = []
    const missing: string[] = []
    const broken: string[] = []
    for await (const model of library.iterate()) {
      known.add(model.path)
      if (!(await exists(join(model.path, metadataFileName)))) {
        moved.push(model.path)
        continue
      }
      for (const file of model.files) if (file.broken !== undefined) broken.push(`${file.location} (${file.broken})`)
      if (model.offline) continue
      for (const { file, node } of await lookAtFiles(model)) if (node === undefined) missing.push(file.location)
    }
    const unknown = (await listModelFolders(library)).filter((folder) => !known.has(folder))
    const rebuild = { work: async () => void (await library.scan({ rebuild: true })) }
    if (moved.length > 0) {
      looks.push({
        status: 'fail',
        says: `models.db lists folders that are gone: ${some(moved)}`,
        mend: 'weighthouse scan --rebuild',
        fix: rebuild,
      })
    }
    if (unknown.length > 0) {
      looks.push({
        status: 'fail',
        says: `models.db does not list ${some(unknown)}`,
        mend: 'weighthouse scan --rebuild',
        fix: rebuild,
      })
    }
    if (missing.length > 0) {
      looks.push({
        status: 'fail',
        says: `Files of models are gone: ${some(missing)}`,
        mend: 'Pull those models again, or plug their drive in; take models that you gave up out with weighthouse rm.',
      })
    }
    if (broken.length > 0) {
      looks.push({
        status: 'warn',
        says: `Files are not what their names say: ${some(broken)}`,
        mend: 'Fetch those files again, or take them out with weighthouse rm.',
      })
    }
    return looks.length > 0
      ? looks
      : [{ status: 'ok', says: `${known.size} models in ${library.directory}, all as models.db lists them` }]
  },
}

async function listModelFolders({ directory }: HouseParts['library']): Promise<string[]> {
  const folders: string[] = []
  for (const type of await subfolders(directory)) {
    for (const family of await subfolders(type)) {
      for (const folder of await subfolders(family)) {
        if ((await ifPresent(lstat(join(folder, metadataFileName))))?.isFile()) folders.push(folder)
      }
    }
  }
  return folders
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = (await ifPresent(readdir(folder, { withFileTypes: true }))) ?? []
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
}

function some(paths: readonly string[]): string {
  const more = paths.length - mostNamed
  return paths.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
