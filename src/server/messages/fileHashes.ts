import type { CatalogModel } from '../../catalog/catalog.ts'
import { civitaiModel } from '../../sources/civitai/civitaiModel.ts'
import { publishedVersions, versionFiles } from '../../sources/civitai/versionFiles.ts'

/** Every hash of a model's files, by path and kind (`sha256`, `autov2`, `blake3`, …), in lower case. */
export function fileHashes({ entry, record, files }: CatalogModel): Map<string, Record<string, string>> {
  const hashes = new Map<string, Record<string, string>>()
  for (const { path, sha256 } of files) hashes.set(path, sha256 === undefined ? {} : { sha256 })
  if (entry.source === 'civitai') {
    for (const [path, more] of civitaiHashes(record)) {
      if (hashes.has(path)) hashes.set(path, { ...hashes.get(path), ...more })
    }
  }
  return hashes
}

/** Of the files of the newest version, which are those that the catalog lists. */
function civitaiHashes(record: Record<string, unknown>): [string, Record<string, string>][] {
  const { data: model } = civitaiModel.safeParse(record)
  const [newest] = model ? publishedVersions(model) : []
  if (!model || !newest) return []
  // The address is not asked for, so no endpoint is needed here.
  return versionFiles('', model, newest).map(({ path }, index) => [
    path,
    Object.fromEntries(
      Object.entries(newest.files?.[index]?.hashes ?? {}).flatMap(([kind, hash]) =>
        hash ? [[kind.toLowerCase(), hash.toLowerCase()]] : [],
      ),
    ),
  ])
}
