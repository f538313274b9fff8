import { readCount } from '../readCount.ts'
import type { SourceFile } from '../source.ts'
import type { CivitaiModel, CivitaiVersion } from './civitaiModel.ts'

/** The versions that are published, the newest first; a version without a status is (listings leave it out). */
export function publishedVersions(model: CivitaiModel): CivitaiVersion[] {
  return (model.modelVersions ?? []).filter((version) => !version.status || version.status === 'Published')
}

/**
 * The files of one version. CivitAI names files by number, so two of a version may share a name: then each of them gets
 * its number before the extension (`model-4059.safetensors`), once more should that name be taken too. Names are
 * compared without case, as some file systems do.
 */
export function versionFiles(
  endpoint: string,
  model: Pick<CivitaiModel, 'mode'>,
  version: CivitaiVersion,
): SourceFile[] {
  if (model.mode === 'Archived' || model.mode === 'TakenDown') return []
  const files = version.files ?? []
  const names = files.map((file) => file.name?.trim() || `file-${file.id}`)
  const groups = Map.groupBy(names, (name) => name.toLowerCase())
  const taken = new Set([...groups].filter(([, same]) => same.length === 1).map(([name]) => name))
  return files.map((file, index) => {
    let path = names[index] ?? ''
    if (groups.get(path.toLowerCase())?.length !== 1) {
      do path = withNumber(path, file.id)
      while (taken.has(path.toLowerCase()))
      taken.add(path.toLowerCase())
    }
    const hashes = readHashes(file.hashes)
    return {
      path,
      size: readExactSize(file.sizeKB),
      ...hashes,
      gitSha1: undefined,
      // Without fileId the newest file of the right type comes, which may be another one.
      url: `${endpoint}/api/download/models/${version.id}?fileId=${file.id}`,
    }
  })
}

/** Bytes, when `kilobytes` is not rounded: a size in bytes divided by 1024 has an exact binary fraction. */
function readExactSize(kilobytes: number | null | undefined): number | undefined {
  const bytes = (kilobytes ?? Number.NaN) * 1024
  return Number.isSafeInteger(bytes) && bytes > 0 ? readCount(bytes) : undefined
}

/** The sha256, or what there is instead of it. */
function readHashes(
  hashes: Record<string, string | null | undefined> | null | undefined,
): Pick<SourceFile, 'sha256' | 'others'> {
  const sha256 = readHex(hashes?.['SHA256'], 64)
  const others = { blake3: readHex(hashes?.['BLAKE3'], 64), crc32: readHex(hashes?.['CRC32'], 8) }
  const isNeeded = sha256 === undefined && (others.blake3 ?? others.crc32) !== undefined
  return { sha256, ...(isNeeded && { others }) }
}

function readHex(text: string | null | undefined, digits: number): string | undefined {
  const hash = text?.toLowerCase()
  return hash?.length === digits && /^[0-9a-f]+$/.test(hash) ? hash : undefined
}

function withNumber(name: string, id: number): string {
  const dot = name.lastIndexOf('.')
  return dot <= name.lastIndexOf('/') + 1 ? `${name}-${id}` : `${name.slice(0, dot)}-${id}${name.slice(dot)}`
}
