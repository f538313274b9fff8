import { scanFile } from '../../formats/scan/scanFile.ts'
import { isWeighthouseError, systemErrorCode } from '../../foundation/errors.ts'
import { mapConcurrently } from '../mapConcurrently.ts'
import { openBlobSource } from './openBlobSource.ts'
import { openPlaceSource } from './openPlaceSource.ts'
import { readArtifactFiles } from './readArtifactFiles.ts'
import { readDangerousPlaces, readScans } from './readScans.ts'
import type { FileSafety, KnownFile, Safety, SafetyLookup, ScanFilesOptions } from './safety.ts'
import { bytesKey, placeOf, type SafetyParts, scanKey } from './safetyParts.ts'
import { writeScans } from './writeScans.ts'

const scansAtOnce = 4
/** Rows are written in groups: a model may have ten thousand small files. */
const writtenAtOnce = 200

/** Looks at blobs and keeps what it finds in the database. See Safety. */
export function createSafety(parts: SafetyParts): Safety {
  async function read(files: readonly KnownFile[]): Promise<SafetyLookup> {
    const known = await readScans(parts.database, files)
    return (file) => known.get(scanKey(file))
  }

  return {
    read,
    dangerousPlaces: () => readDangerousPlaces(parts.database),
    async readModel(slug) {
      const files = await readArtifactFiles(parts.database, slug)
      const find = await read(files)
      return new Map(
        files.flatMap((file) => {
          const safety = find(file)
          return safety ? [[file.path, safety] as const] : []
        }),
      )
    },
    async scan(all, options = {}) {
      const files = all.filter((file) => bytesKey(file) !== undefined)
      const known = await readScans(parts.database, files)
      const missing = new Map(files.filter((file) => !known.has(scanKey(file))).map((file) => [scanKey(file), file]))
      let done = files.length - missing.size
      for (const group of inGroups([...missing], writtenAtOnce)) {
        const found = await mapConcurrently(group, scansAtOnce, async ([key, file]) => {
          const safety = await look(parts, file, options)
          options.onProgress?.({ done: ++done, total: files.length, path: file.path })
          return { key, file, safety }
        })
        const scans = found.flatMap(({ key, file, safety }) => (safety ? [{ key, file, safety }] : []))
        await writeScans(parts.database, scans)
        for (const { key, safety } of scans) known.set(key, safety)
      }
      return (file) => known.get(scanKey(file))
    },
  }
}

async function look(
  { store, clock }: SafetyParts,
  file: KnownFile & { size: number },
  { signal }: ScanFilesOptions,
): Promise<FileSafety | undefined> {
  const place = placeOf(file)
  const { sha256, size } = file
  try {
    const source = place ? await openPlaceSource(place) : sha256 && (await openBlobSource(store, { sha256, size }))
    if (!source) return undefined
    try {
      return { ...(await scanFile(source, file.path, { ...(signal && { signal }) })), scannedAt: clock() }
    } finally {
      await source.close()
    }
  } catch (error) {
    // Collected as garbage since.
    if (isWeighthouseError(error, 'NOT_FOUND') || systemErrorCode(error) === 'ENOENT') return undefined
    // The user's drive may fail.
    if (place && systemErrorCode(error) === 'EIO') return undefined
    throw error
  }
}

function* inGroups<Item>(items: readonly Item[], size: number): Generator<Item[], void, undefined> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
