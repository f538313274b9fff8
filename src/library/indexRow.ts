import { applyOverrides } from './applyOverrides.ts'
import type { ModelMetadata } from './metadata.ts'
import type { Overrides } from './overrides.ts'

/** What models.db holds of one model. */
export interface IndexedModel {
  /** Folder relative to the root, with forward slashes. */
  path: string
  metadata: ModelMetadata
  /** What overrides.json says; undefined when there is none, or it cannot be read. */
  overrides?: Overrides | undefined
  /** Changes whenever metadata.json or overrides.json is written: see readModelStamp. */
  stamp: string
}

/** A model as the columns of models.db; plain, so that other threads can make them. */
export interface IndexRow {
  slug: string
  /** In the order of the table. */
  columns: (string | number)[]
  words: string[]
  files: FileRow[]
}

/** A file as models.db lists it: path, size, mtime_ms, device, inode, sha256, blake3, missing. */
type FileRow = [
  path: string,
  size: number,
  mtimeMs: number | null,
  device: string | null,
  inode: string | null,
  sha256: string | null,
  blake3: string | null,
  missing: 0 | 1,
]

/** Columns of `models` besides its key, in order. */
export const modelColumns = [
  'id',
  'path',
  'cleaned_name',
  'official_name',
  'model_type',
  'tags_json',
  'hashes_json',
  'metadata_json',
  'updated_at',
  'source',
  'family',
  'size_bytes',
  'added_at',
  'folder_name',
  'sort_name',
  'stamp',
  'root',
  'root_path',
  'signature',
  'missing',
  'overrides_json',
  'needs_review',
  'favourite',
] as const

/** The row of a model. */
export function toIndexRow({ path, metadata: found, overrides, stamp }: IndexedModel): IndexRow {
  const metadata = applyOverrides(found, overrides)
  const inPlace = metadata.storage_kind === 'external_reference'
  return {
    slug: metadata.slug,
    columns: [
      metadata.slug,
      path,
      metadata.cleaned_name,
      metadata.official_name,
      metadata.model_type,
      JSON.stringify(metadata.tags),
      JSON.stringify(Object.fromEntries(metadata.files.map((file) => [file.path, { sha256: file.sha256 }]))),
      JSON.stringify(found),
      metadata.updated_at,
      metadata.source,
      metadata.family,
      metadata.size_bytes,
      metadata.added_at,
      (path.split('/').at(-1) ?? '').toLowerCase(),
      metadata.official_name.toLowerCase(),
      stamp,
      inPlace ? (metadata.root ?? '') : '',
      inPlace ? (metadata.root_path ?? '') : '',
      inPlace ? signatureOf(metadata.files, metadata.sidecars ?? []) : '',
      metadata.files.some((file) => file.missing_since !== undefined) ? 1 : 0,
      overrides ? JSON.stringify(overrides) : '',
      metadata.identification?.needs_review ? 1 : 0,
      overrides?.favourite ? 1 : 0,
    ],
    words: [
      metadata.slug,
      [metadata.official_name, overrides?.title].filter(Boolean).join(' '),
      metadata.cleaned_name,
      metadata.model_type,
      [...metadata.tags, ...(metadata.trigger_words ?? []), overrides?.notes ?? ''].join(' '),
      metadata.family,
    ],
    files: metadata.files.map((file) => [
      file.path,
      file.size,
      file.mtime_ms ?? null,
      file.device ?? null,
      file.inode ?? null,
      file.sha256 ?? null,
      file.hashes?.['blake3'] ?? null,
      file.missing_since === undefined ? 0 : 1,
    ]),
  }
}

interface SignedFile {
  path: string
  size: number
  mtime_ms?: number | undefined
  inode?: string | undefined
  also_at?: string[] | undefined
}

/** Equal when a model in place is as it was: same files with the same facts, same sidecars. */
export function signatureOf(
  files: readonly SignedFile[],
  sidecars: readonly { path: string; size: number; mtime_ms?: number | undefined }[],
): string {
  const parts = files.map(
    ({ path, size, mtime_ms: mtime, inode, also_at: also = [] }) =>
      `${path}|${size}|${mtime}|${inode}|${also.join('|')}`,
  )
  for (const { path, size, mtime_ms: mtime } of sidecars) parts.push(`${path}|${size}|${mtime}`)
  return parts.join('\n')
}
