import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { isWeighthouseError, systemErrorCode } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { joinInside } from '../ids/safePath.ts'
import type { ScanOptions, ScanReport } from './library.ts'
import type { IndexedModel, LibraryIndex } from './libraryIndex.ts'
import { metadataFileName, type ModelMetadata } from './metadata.ts'
import { readMetadata } from './readMetadata.ts'
import { recoverModelFolder, recoverNewFolder, type Recovery, type RecoveryOptions } from './recoverShelving.ts'
import { isShelvingName } from './shelvingMarker.ts'

const batchSize = 200

/**
 * Reads the shelves, `<type>/<family>/<model_id>/metadata.json`, and brings models.db to what they hold. Leftovers of
 * killed processes are cleared away first; nothing else on disk changes. Folders without metadata.json are the user's
 * own business and passed over in silence.
 */
export async function scanLibrary(
  options: ScanOptions & { directory: string; index: LibraryIndex; recovery: RecoveryOptions },
): Promise<ScanReport> {
  const { directory, index, recovery } = options
  const known = index.stamps()
  const seen = new Map<string, string>()
  const report: ScanReport = { models: 0, added: 0, changed: 0, removed: 0, problems: [], recovered: 0 }
  let batch: IndexedModel[] = []

  for await (const path of walkModelFolders(directory, note)) {
    options.signal?.throwIfAborted()
    await readModelFolder(path)
    if (batch.length >= batchSize) writeBatch()
  }
  writeBatch()
  const gone = [...known.keys()].filter((slug) => !seen.has(slug))
  index.remove(gone)
  report.removed = gone.length
  report.models = seen.size
  if (options.rebuild) index.rebuildSearch()
  return report

  function note(path: string, recovered: Recovery): void {
    if (recovered === 'recovered') report.recovered++
    else if (typeof recovered === 'object') report.problems.push({ path, reason: recovered.problem })
  }

  async function* walkModelFolders(root: string, note: (path: string, recovery: Recovery) => void) {
    for (const type of await listFolders(root)) {
      for (const family of await listFolders(join(root, type))) {
        for (const name of await listFolders(join(root, type, family))) {
          const path = `${type}/${family}/${name}`
          if (isShelvingName(name)) note(join(root, path), await recoverNewFolder(join(root, path), recovery))
          else if (!name.startsWith('.')) yield path
        }
      }
    }
  }

  /** Real folders by name, in order. Links are reported: following them could lead anywhere. */
  async function listFolders(folder: string): Promise<string[]> {
    const entries = await readEntries(folder)
    for (const entry of entries) {
      if (!entry.isSymbolicLink() || entry.name.startsWith('.')) continue
      const reason = 'it is a symbolic link; the library does not follow links'
      report.problems.push({ path: join(folder, entry.name), reason })
    }
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  }

  async function readEntries(folder: string) {
    try {
      return await readdir(folder, { withFileTypes: true })
    } catch (error) {
      const code = systemErrorCode(error)
      // A missing root is a drive that is not there, never an empty library.
      if (folder === directory || (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EACCES')) throw error
      if (code === 'EACCES') report.problems.push({ path: folder, reason: 'there is no permission to read it' })
      return []
    }
  }

  async function readModelFolder(path: string): Promise<void> {
    const folder = join(directory, path)
    note(folder, await recoverModelFolder(folder, recovery))
    const stamp = await readStamp(join(folder, metadataFileName))
    if (stamp === undefined) return
    let metadata: ModelMetadata | undefined
    try {
      metadata = await readMetadata(folder)
    } catch (error) {
      if (!isWeighthouseError(error, 'INVALID_CONFIG')) throw error
      report.problems.push({ path: join(folder, metadataFileName), reason: error.message })
      return
    }
    if (!metadata) return
    const earlier = seen.get(metadata.slug)
    if (earlier !== undefined) {
      const reason = `${metadata.slug} is in ${join(directory, earlier)} already; this second one is passed over`
      report.problems.push({ path: folder, reason })
      return
    }
    seen.set(metadata.slug, path)
    options.onProgress?.({ models: seen.size, path })
    await checkFiles(folder, metadata)

    const before = known.get(metadata.slug)
    const same = before?.path === path && before.stamp === stamp
    if (!before) report.added++
    else if (!same) report.changed++
    if (!same || options.rebuild) batch.push({ path, metadata, stamp })
  }

  async function checkFiles(folder: string, metadata: ModelMetadata): Promise<void> {
    for (const file of metadata.files) {
      const path = joinInside(folder, file.path)
      const size = await readSize(path)
      if (size === undefined) report.problems.push({ path, reason: 'it is missing; pull the model again' })
      else if (size !== file.size) {
        report.problems.push({ path, reason: `it has ${size} bytes where metadata.json says ${file.size}` })
      }
    }
  }

  function writeBatch(): void {
    index.write(batch)
    batch = []
  }
}

/** What changes whenever the file is written; undefined when it is not there. */
export async function readStamp(path: string): Promise<string | undefined> {
  const found = await ifPresent(lstat(path))
  return found && `${found.mtimeMs}:${found.size}:${found.ino}`
}

async function readSize(path: string): Promise<number | undefined> {
  const found = await ifPresent(lstat(path))
  return found?.isFile() ? found.size : undefined
}
