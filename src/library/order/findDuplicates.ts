import { lstat } from 'node:fs/promises'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import type { Library, LibraryModel } from '../library.ts'
import { type DiskFile, lookAtFiles } from './diskFile.ts'
import type { DuplicateFile, DuplicateGroup, DuplicateKind, Duplicates } from './duplicates.ts'
import { fileFormat } from './fileFormat.ts'
import { planLinks } from './planLinks.ts'
import { sameModelKeys } from './sameModelKeys.ts'

/** Small files (configs, tokenizers) are alike by nature; nobody wants to hear of them as tensors or models. */
const weights = (file: Pick<DiskFile, 'file'>) => fileFormat(file.file.path) !== 'other'

/**
 * What is in the library more than once. Files are compared by hashes that are known already; what has none is counted.
 * Only groups that take room twice are told: hard links of one file are one file.
 */
export async function findDuplicates(
  library: Pick<Library, 'iterate'>,
  store: Pick<BlobStore, 'localPath'>,
  kinds: readonly DuplicateKind[],
): Promise<Duplicates> {
  const byHash = new Map<string, DiskFile[]>()
  const byTensors = new Map<string, DiskFile[]>()
  const byModel = new Map<string, { model: LibraryModel; files: DiskFile[] }[]>()
  const found: Duplicates = { groups: [], savableBytes: 0, unhashedFiles: 0, unhashedBytes: 0 }
  for await (const model of library.iterate()) {
    const files = (await lookAtFiles(model)).filter(({ file, node }) => node !== undefined && file.size > 0)
    for (const file of files) {
      const { sha256, hashes } = file.file
      if (sha256 === undefined) {
        found.unhashedFiles++
        found.unhashedBytes += file.file.size
      } else add(byHash, sha256, file)
      if (hashes['autov3'] !== undefined && weights(file)) add(byTensors, hashes['autov3'], file)
    }
    for (const key of sameModelKeys(model)) add(byModel, key, { model, files: files.filter(weights) })
  }
  if (kinds.includes('bytes')) {
    for (const [key, files] of byHash) found.groups.push(await groupOfBytes(key, files, store))
  }
  if (kinds.includes('tensors')) {
    for (const [key, files] of byTensors) {
      if (new Set(files.map(({ file }) => file.sha256)).size > 1)
        found.groups.push(group('tensors', key, files.map(toFile)))
    }
  }
  if (kinds.includes('model')) for (const [key, models] of byModel) found.groups.push(groupOfModels(key, models))
  found.groups = found.groups
    .filter(({ savableBytes }) => savableBytes > 0)
    .sort((a, b) => b.savableBytes - a.savableBytes || (a.key < b.key ? -1 : 1))
  for (const { action, size } of planLinks(found.groups, { inPlace: false }))
    if (action === 'link') found.savableBytes += size
  return found
}

async function groupOfBytes(
  sha256: string,
  files: DiskFile[],
  store: Pick<BlobStore, 'localPath'>,
): Promise<DuplicateGroup> {
  const listed = files.map(toFile)
  // A copy beside its blob takes the room twice, too; and what is one with the blob is what others are linked to.
  const blob = store.localPath(sha256)
  const there = blob === undefined ? undefined : await ifPresent(lstat(blob, { bigint: true }))
  if (blob !== undefined && there?.isFile()) {
    const [node, size, links] = [`${there.dev}:${there.ino}`, Number(there.size), Number(there.nlink)]
    const format = listed[0]?.format ?? 'other'
    listed.unshift({ slug: '', path: blob, size, storage: 'store', format, names: 1, links, node, linked: false })
  }
  return group('bytes', sha256, listed)
}

function groupOfModels(key: string, models: readonly { model: LibraryModel; files: DiskFile[] }[]): DuplicateGroup {
  const parts = models.flatMap(({ model, files }) =>
    [...Map.groupBy(files, ({ file }) => fileFormat(file.path))].map(([format, some]): DuplicateFile => ({
      slug: model.slug,
      path: model.storage === 'in_place' && some[0] ? some[0].file.location : model.path,
      size: some.reduce((sum, { file }) => sum + file.size, 0),
      storage: model.storage,
      format,
      names: 1,
      links: 1,
      node: some[0]?.node,
      linked: false,
    })),
  )
  const made = group('model', key, parts)
  // Two quantizations of one format are no duplicates of each other.
  if (new Set(parts.map(({ format }) => format)).size < 2) return { ...made, savableBytes: 0 }
  const smallest = Math.min(...parts.map(({ size }) => size))
  return { ...made, savableBytes: made.diskBytes - smallest }
}

function group(kind: DuplicateKind, key: string, files: DuplicateFile[]): DuplicateGroup {
  const seen = new Set<string | undefined>()
  let diskBytes = 0
  let largest = 0
  for (const file of files) {
    file.linked = seen.has(file.node)
    seen.add(file.node)
    if (file.linked) continue
    diskBytes += file.size
    largest = Math.max(largest, file.size)
  }
  return { kind, key, files, diskBytes, savableBytes: diskBytes - largest }
}

function toFile({ model, file, node, links }: DiskFile): DuplicateFile {
  return {
    slug: model.slug,
    path: file.location,
    size: file.size,
    storage: model.storage,
    format: fileFormat(file.path),
    names: 1 + file.alsoAt.length,
    links,
    node,
    linked: false,
  }
}

function add<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const there = groups.get(key)
  if (there) there.push(item)
  else groups.set(key, [item])
}
