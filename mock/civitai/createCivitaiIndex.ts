import type { Content } from '../content/content.ts'
import { hashContent } from '../content/hashContent.ts'
import { type CivitaiFileContext, makeCivitaiFile } from '../content/makeCivitaiFile.ts'
import type { CivitaiFile, CivitaiRecord, CivitaiVersion } from '../records/civitaiRecord.ts'
import { type SortedRecords, sortRecords } from '../records/sortedRecords.ts'

export const civitaiSorts = [
  'Highest Rated',
  'Most Downloaded',
  'Most Liked',
  'Most Discussed',
  'Most Collected',
  'Most Images',
  'Newest',
  'Oldest',
] as const
type CivitaiSort = (typeof civitaiSorts)[number]

export interface HashedCivitaiFile {
  /** Bytes. */
  size: number
  /** Lower-case hex. */
  hashes: Record<'sha256' | 'crc32', string>
}

/** The records of the mock CivitAI, with their versions and files. */
export interface CivitaiIndex {
  count: number
  model(id: number): CivitaiRecord | undefined
  version(id: number): { model: CivitaiRecord; version: CivitaiVersion } | undefined
  sorted(sort: CivitaiSort): SortedRecords<CivitaiRecord>
  content(fileId: number): { context: CivitaiFileContext; content: Content } | undefined
  /** Size and hashes of the made bytes; computed once and kept. */
  hashed(file: CivitaiFile): Promise<HashedCivitaiFile>
  /** The oldest version that holds a file with this SHA256, AutoV2 or CRC32 (upper case). Hashes everything when first called. */
  findByHash(hash: string): Promise<{ model: CivitaiRecord; version: CivitaiVersion } | undefined>
}

export function createCivitaiIndex(records: ReadonlyMap<number, CivitaiRecord>, maxFileSize: number): CivitaiIndex {
  const versions = new Map<number, { model: CivitaiRecord; version: CivitaiVersion }>()
  const files = new Map<number, CivitaiFileContext>()
  for (const model of records.values()) {
    for (const version of model.modelVersions) {
      versions.set(version.id, { model, version })
      if (isWithdrawn(model)) continue
      for (const file of version.files) files.set(file.id, { model, version, file })
    }
  }
  const sortings = new Map<CivitaiSort, SortedRecords<CivitaiRecord>>()
  const hashes = new Map<number, Promise<HashedCivitaiFile>>()
  let versionByHash: Promise<Map<string, number>> | undefined

  const index: CivitaiIndex = {
    count: records.size,
    model: (id) => records.get(id),
    version: (id) => versions.get(id),
    sorted(sort) {
      let sorting = sortings.get(sort)
      if (!sorting) {
        const value = (record: CivitaiRecord) => sortValue(record, sort)
        sorting = sortRecords(records.values(), { value, id: ({ id }) => id, descending: sort !== 'Oldest' })
        sortings.set(sort, sorting)
      }
      return sorting
    },
    content(fileId) {
      const context = files.get(fileId)
      return context && { context, content: makeCivitaiFile(context, maxFileSize) }
    },
    hashed(file) {
      let hashing = hashes.get(file.id)
      if (!hashing) {
        hashing = hash(file.id)
        hashes.set(file.id, hashing)
      }
      return hashing
    },
    async findByHash(hash) {
      versionByHash ??= indexHashes()
      const id = (await versionByHash).get(hash)
      return id === undefined ? undefined : versions.get(id)
    },
  }
  return index

  async function hash(fileId: number): Promise<HashedCivitaiFile> {
    const found = index.content(fileId)
    if (!found) throw new Error(`The CivitAI file ${fileId} has no bytes.`)
    return { size: found.content.size, hashes: await hashContent(found.content, ['sha256', 'crc32']) }
  }

  async function indexHashes(): Promise<Map<string, number>> {
    const found = new Map<string, number>()
    // Oldest first, because on duplicates the oldest version answers.
    const ordered = [...files.values()].sort((a, b) => a.version.id - b.version.id)
    for (const { version, file } of ordered) {
      const { hashes } = await index.hashed(file)
      for (const key of Object.values(presentHashes(hashes))) if (!found.has(key)) found.set(key, version.id)
    }
    return found
  }
}

/** Models that were archived or taken down show no files. */
export function isWithdrawn(model: CivitaiRecord): boolean {
  return model.mode === 'Archived' || model.mode === 'TakenDown'
}

/** Hashes under CivitAI's names, upper case. Only those that follow from the made bytes. */
export function presentHashes({
  sha256,
  crc32,
}: HashedCivitaiFile['hashes']): Record<'AutoV2' | 'SHA256' | 'CRC32', string> {
  return { AutoV2: sha256.slice(0, 10).toUpperCase(), SHA256: sha256.toUpperCase(), CRC32: crc32.toUpperCase() }
}

function sortValue(record: CivitaiRecord, sort: CivitaiSort): string | number {
  const { stats } = record
  switch (sort) {
    case 'Highest Rated':
      return (stats?.rating ?? 0) * 1e9 + (stats?.ratingCount ?? stats?.thumbsUpCount ?? 0)
    case 'Most Downloaded':
      return stats?.downloadCount ?? 0
    case 'Most Liked':
      return stats?.thumbsUpCount ?? stats?.favoriteCount ?? 0
    case 'Most Discussed':
      return stats?.commentCount ?? 0
    case 'Most Collected':
      return stats?.collectedCount ?? stats?.favoriteCount ?? 0
    case 'Most Images':
      return record.modelVersions.reduce((sum, version) => sum + version.images.length, 0)
    case 'Newest':
    case 'Oldest':
      return (
        record.modelVersions
          .map((version) => version.publishedAt ?? version.createdAt ?? '')
          .sort()
          .at(-1) ?? ''
      )
  }
}
