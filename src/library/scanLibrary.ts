import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

import { isWeighthouseError, systemErrorCode } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { joinInside } from '../ids/safePath.ts'
import type { IndexedModel } from './indexRow.ts'
import { removeStaged } from './inPlace/writeModelFolderSync.ts'
import type { ScanOptions, ScanReport } from './library.ts'
import type { LibraryIndex } from './libraryIndex.ts'
import { metadataFileName, type ModelMetadata, overridesFileName } from './metadata.ts'
import { parseMetadata, readOverridesOrProblem } from './readMetadata.ts'
import { recoverModelFolder, recoverNewFolder, type Recovery, type RecoveryOptions } from './recoverShelving.ts'
import { isShelvingName, shelvingMarkerName } from './shelvingMarker.ts'

const batchSize = 200
const turnMs = 10
const noOverrides = { overrides: undefined, problem: undefined }

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
  const report: ScanReport = { models: 0, added: 0, changed: 0, removed: 0, problems: [], recovered: 0, roots: [] }
  let batch: IndexedModel[] = []
  const atPath = new Map([...known].map(([slug, model]) => [model.path, { slug, ...model }]))
  let turn = performance.now()
  removeStaged(directory)

  for await (const path of walkModelFolders(directory, note)) {
    options.signal?.throwIfAborted()
    await readModelFolder(path)
    // Others want their turn, too.
    if (performance.now() - turn > turnMs) {
      await setImmediate()
      turn = performance.now()
    }
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
      // The trash and the like.
      if (type.startsWith('.')) continue
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
    if (existsSync(join(folder, shelvingMarkerName))) note(folder, await recoverModelFolder(folder, recovery))
    const stamp = readModelStampSync(folder)
    if (stamp === undefined) return
    const there = atPath.get(path)
    if (there?.inPlace && there.stamp === stamp && !options.rebuild && !hasOverrides(stamp) && !seen.has(there.slug)) {
      seen.set(there.slug, path)
      return
    }
    const metadata = readMetadataSync(folder)
    if (!metadata) return
    const earlier = seen.get(metadata.slug)
    if (earlier !== undefined) {
      const reason = `${metadata.slug} is in ${join(directory, earlier)} already; this second one is passed over`
      report.problems.push({ path: folder, reason })
      return
    }
    seen.set(metadata.slug, path)
    options.onProgress?.({ models: seen.size, path })
    // What lies in place is looked at when its root is scanned.
    if (metadata.storage_kind !== 'external_reference') checkFiles(folder, metadata)

    const before = known.get(metadata.slug)
    const same = before?.path === path && before.stamp === stamp
    if (!before) report.added++
    else if (!same) report.changed++
    const isWritten = !same || options.rebuild === true
    // What is wrong with an overrides.json is told by every scan until it is mended.
    if (!isWritten && !hasOverrides(stamp)) return
    const { overrides, problem } = hasOverrides(stamp) ? await readOverridesOrProblem(folder) : noOverrides
    if (problem !== undefined) report.problems.push({ path: join(folder, overridesFileName), reason: problem })
    if (isWritten) batch.push({ path, metadata, overrides, stamp })
  }

  function readMetadataSync(folder: string): ModelMetadata | undefined {
    const path = join(folder, metadataFileName)
    try {
      return parseMetadata(folder, readFileSync(path, 'utf8'))
    } catch (error) {
      const code = systemErrorCode(error)
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      if (code === 'EACCES') report.problems.push({ path, reason: 'there is no permission to read it' })
      else if (isWeighthouseError(error, 'INVALID_CONFIG')) report.problems.push({ path, reason: error.message })
      else throw error
      return undefined
    }
  }

  function checkFiles(folder: string, metadata: ModelMetadata): void {
    for (const file of metadata.files) {
      const path = joinInside(folder, file.path)
      const size = readSize(path)
      const hint = metadata.source === 'local' ? '' : '; pull the model again'
      if (size === undefined) report.problems.push({ path, reason: `it is missing${hint}` })
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
async function readStamp(path: string): Promise<string | undefined> {
  const found = await ifPresent(lstat(path))
  return found && `${found.mtimeMs}:${found.size}:${found.ino}`
}

/** What changes whenever what is known of the model in `folder` is written; undefined when it holds no metadata.json. */
export async function readModelStamp(folder: string): Promise<string | undefined> {
  const stamp = await readStamp(join(folder, metadataFileName))
  const overrides = stamp === undefined ? undefined : await readStamp(join(folder, overridesFileName))
  return overrides === undefined ? stamp : `${stamp};${overrides}`
}

function hasOverrides(stamp: string): boolean {
  return stamp.includes(';')
}

/** The same without waiting: for scans, where promises take ten times as long as the work. */
function readModelStampSync(folder: string): string | undefined {
  const stamp = readStampSync(join(folder, metadataFileName))
  const overrides = stamp === undefined ? undefined : readStampSync(join(folder, overridesFileName))
  return overrides === undefined ? stamp : `${stamp};${overrides}`
}

function readStampSync(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found && `${found.mtimeMs}:${found.size}:${found.ino}`
}

function readSize(path: string): number | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? found.size : undefined
}
