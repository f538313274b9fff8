import type { Content } from '../content/content.ts'
import { isLfs } from '../content/fileKind.ts'
import { gitBlobId, hashContent, lfsPointer } from '../content/hashContent.ts'
import { listFilePaths } from '../content/listFilePaths.ts'
import { makeRepoFiles, type RepoFiles } from '../content/makeRepoFiles.ts'
import { hexOf } from '../content/seed.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { type SortedRecords, sortRecords } from '../records/sortedRecords.ts'

export type SortKey = 'lastModified' | 'trendingScore' | 'createdAt' | 'downloads' | 'likes'

/** A file as tree, model info and resolve show it, all from here, so that they agree. Hashes are lower-case hex. */
export interface HashedFile {
  path: string
  size: number
  content: Content
  /** Of the file itself, or of its LFS pointer. */
  gitSha1: string
  lfs: { sha256: string; pointerSize: number } | undefined
  /** What clients name the file by in their caches: the sha256 of LFS files, the git id of others. */
  etag: string
}

type ObjectIds = Pick<HashedFile, 'gitSha1' | 'lfs' | 'etag'>

/** The records of the mock Hugging Face, with their files. */
export interface ModelIndex {
  count: number
  get(id: string): HuggingFaceRecord | undefined
  sorted(key: SortKey, descending: boolean): SortedRecords<HuggingFaceRecord>
  paths(record: HuggingFaceRecord): readonly string[]
  /** Hashes are computed once and kept. */
  file(record: HuggingFaceRecord, path: string): Promise<HashedFile | undefined>
  files(record: HuggingFaceRecord): Promise<HashedFile[]>
}

/** The service knows no older creation time. https://huggingface.co/docs/huggingface_hub/package_reference/hf_api */
const oldestTime = '2022-03-02T23:29:04.000Z'
const cachedRepos = 256

export function createModelIndex(records: ReadonlyMap<string, HuggingFaceRecord>, maxFileSize: number): ModelIndex {
  const sortings = new Map<string, SortedRecords<HuggingFaceRecord>>()
  const repos = new Map<string, RepoFiles>()
  const objectIds = new Map<string, Promise<ObjectIds>>()

  const index: ModelIndex = {
    count: records.size,
    get: (id) => records.get(id),
    sorted(key, descending) {
      const name = `${key} ${descending}`
      let sorting = sortings.get(name)
      if (!sorting) {
        const value = (record: HuggingFaceRecord) => sortValue(record, key)
        sorting = sortRecords(records.values(), { value, id: ({ id }) => id, descending })
        sortings.set(name, sorting)
      }
      return sorting
    },
    paths: listFilePaths,
    async file(record, path) {
      const content = repo(record).content(path)
      if (!content) return undefined
      const key = `${record.id}\n${path}`
      let ids = objectIds.get(key)
      if (!ids) {
        ids = identify(path, content)
        objectIds.set(key, ids)
      }
      return { path, size: content.size, content, ...(await ids) }
    },
    async files(record) {
      const files: HashedFile[] = []
      for (const path of repo(record).paths) {
        const file = await index.file(record, path)
        if (file) files.push(file)
      }
      return files
    },
  }
  return index

  function repo(record: HuggingFaceRecord): RepoFiles {
    const known = repos.get(record.id)
    if (known) return known
    const made = makeRepoFiles(record, maxFileSize)
    const [oldest] = repos.keys()
    if (repos.size >= cachedRepos && oldest !== undefined) repos.delete(oldest)
    repos.set(record.id, made)
    return made
  }
}

/** The only commit of a repo: the record's, or one that always belongs to its id. 40 hex digits. */
export function commitOf(record: HuggingFaceRecord): string {
  return record.sha ?? hexOf(`commit/${record.id}`)
}

export function createdAt(record: HuggingFaceRecord): string {
  return record.createdAt ?? oldestTime
}

export function lastModified(record: HuggingFaceRecord): string {
  return record.lastModified ?? createdAt(record)
}

function sortValue(record: HuggingFaceRecord, key: SortKey): string | number {
  switch (key) {
    case 'createdAt':
      return createdAt(record)
    case 'lastModified':
      return lastModified(record)
    case 'trendingScore':
    case 'downloads':
    case 'likes':
      return record[key]
  }
}

/** Only what is shown is computed: the sha256 of LFS files, the git id of others. */
async function identify(path: string, content: Content): Promise<ObjectIds> {
  if (!isLfs(path, content.size)) {
    const { gitSha1 } = await hashContent(content, ['gitSha1'])
    return { gitSha1, lfs: undefined, etag: gitSha1 }
  }
  const { sha256 } = await hashContent(content, ['sha256'])
  const pointer = lfsPointer(sha256, content.size)
  return { gitSha1: gitBlobId(pointer), lfs: { sha256, pointerSize: Buffer.byteLength(pointer) }, etag: sha256 }
}
