/** One version of a CivitAI model, as its record has it. */
export interface ModelVersion {
  /** The number that a pull takes after `@`. */
  id: string
  name: string
  /** For instance "SD 1.5"; empty when not given. */
  baseModel: string
  triggerWords: string[]
  /** UTC milliseconds. */
  publishedAt: number | undefined
  downloads: number | undefined
  files: VersionFile[]
}

interface VersionFile {
  name: string
  /** Exact bytes as far as CivitAI's kibibytes give them. */
  size: bigint | undefined
  /** Lower-case hex; empty when not given. */
  sha256: string
  /** Every other hash that is given, by its kind in lower case. */
  hashes: Record<string, string>
  /** "SafeTensor", "PickleTensor", …; empty when not given. */
  format: string
}

/**
 * The versions in a CivitAI record, the newest first as CivitAI lists them. Unpublished ones are left out, files that
 * CivitAI no longer gives too, and so is whatever does not look like a version: the record is the source's own and may drift.
 */
export function readVersions(record: unknown): ModelVersion[] {
  const isGone = ['Archived', 'TakenDown'].includes(text(object(record).mode))
  return list(object(record).modelVersions)
    .map(object)
    .filter(({ id, status }) => typeof id === 'number' && (!status || status === 'Published'))
    .map((version) => ({
      id: String(version.id),
      name: text(version.name) || String(version.id),
      baseModel: text(version.baseModel),
      triggerWords: [...new Set(list(version.trainedWords).map(text).flatMap(splitWords))],
      publishedAt: time(version.publishedAt) ?? time(version.createdAt),
      downloads: number(object(version.stats).downloadCount),
      files: isGone
        ? []
        : list(version.files)
            .map(object)
            .filter(({ name }) => text(name) !== '')
            .map(readFile),
    }))
}

function readFile(file: Record<string, unknown>): VersionFile {
  const kibibytes = number(file.sizeKB)
  const hashes = readHashes(object(file.hashes))
  return {
    name: text(file.name),
    size: kibibytes === undefined ? undefined : BigInt(Math.round(kibibytes * 1024)),
    sha256: hashes.sha256 ?? '',
    hashes: Object.fromEntries(Object.entries(hashes).filter(([kind]) => kind !== 'sha256')),
    format: text(object(file.metadata).format),
  }
}

function readHashes(hashes: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hashes).flatMap(([kind, hash]) =>
      text(hash) === '' ? [] : [[kind.toLowerCase(), text(hash).toLowerCase()] as const],
    ),
  )
}

/** Authors write several words into one field, separated by commas. */
function splitWords(words: string): string[] {
  return words
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

function time(value: unknown): number | undefined {
  const at = Date.parse(text(value))
  return Number.isNaN(at) ? undefined : at
}
