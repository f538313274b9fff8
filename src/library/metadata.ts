import { z } from 'zod'

import { modelTypes, subtypes } from '../ids/modelKinds.ts'
import { librarySources, sourceNames } from '../ids/slug.ts'

export { modelTypes, subtypes, type ModelType, type Subtype } from '../ids/modelKinds.ts'

/**
 * How a library file shares its bytes with its blob: wholly (hardlink), until one is changed (reflink), or not (copy).
 * Without a blob: it was imported (own), or lies where the user keeps it (in_place).
 */
const placements = ['hardlink', 'reflink', 'copy', 'own', 'in_place'] as const
export type Placement = (typeof placements)[number]

/** Whether Weighthouse keeps the files in the model's folder, or only knows where they are. Absent means the former. */
const storageKinds = ['library_owned', 'external_reference'] as const

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.iso.datetime()

/** A file beside the weights that says something of them: `.civitai.info`, a preview. */
const sidecarSchema = z.looseObject({
  path: z.string().min(1),
  size: z.number().int().nonnegative(),
  mtime_ms: z.number().optional().catch(undefined),
})

const metadataFileSchema = z.looseObject({
  /** Where it is, with forward slashes: relative to the model's folder, or for an external reference to its root. */
  path: z.string().min(1),
  /** Its path in the repo, where that could not be kept. */
  repo_path: z.string().optional(),
  size: z.number().int().nonnegative(),
  /** Absent until it was worked out; every file with a blob has it. */
  sha256: sha256.optional(),
  /** Modification time in milliseconds (with fractions), device and inode when the hashes were worked out or it was first seen. */
  mtime_ms: z.number().optional().catch(undefined),
  device: z.string().optional().catch(undefined),
  inode: z.string().optional().catch(undefined),
  /** Other paths of the very same bytes (hard links, links), relative to the root. */
  also_at: z.array(z.string()).optional().catch(undefined),
  /** ISO 8601, UTC: since when it is not there although its root is. */
  missing_since: time.optional().catch(undefined),
  /** Other hashes of the same bytes, lower-case hex, if they were wanted: `blake3`, `crc32`, `autov1`, `autov3`. */
  hashes: z.record(z.string(), z.string()).optional().catch(undefined),
  placement: z.enum(placements),
  /** Why it is not what its name says, since its header was read; absent for all that are, or were not looked at. */
  broken: z.string().optional().catch(undefined),
  subtype: z.enum(subtypes).optional().catch(undefined),
})

/** A file that has a blob, so its hash is known. */
export const shelvedFileSchema = metadataFileSchema.extend({ sha256 })

/** The version of metadata.json that this program writes. One with a higher number is shown, and never written. */
export const metadataVersion = 1

/**
 * metadata.json, version 1: what is known of a library model. Canonical; models.db is derived from it. Holds no
 * absolute path, so the library can be moved. Fields that are not listed here survive every rewrite.
 */
export const modelMetadataSchema = z.looseObject({
  schema_version: z.number().int().min(1),
  slug: z.string().min(1),
  /** `local` for a model that no source gave. */
  source: z.enum(librarySources),
  /** The id at its source; of a local model its path below its root. */
  repo_id: z.string().min(1),
  revision: z.string(),
  commit: z.string(),
  /** The folder's name when the model was shelved. */
  model_id: z.string().min(1),
  model_type: z.enum(modelTypes),
  subtype: z.enum(subtypes),
  family: z.string().min(1),
  official_name: z.string(),
  cleaned_name: z.string(),
  tags: z.array(z.string()),
  base_model: z.array(z.string()),
  license: z.string().nullable(),
  /** Bytes of all files. */
  size_bytes: z.number().int().nonnegative(),
  files: z.array(metadataFileSchema),
  /** Why it is thought to be of this type, subtype and family. */
  evidence: z.array(z.string()).optional(),
  page_url: z.string().optional(),
  storage_kind: z.enum(storageKinds).optional(),
  /**
   * `<type>/<family>`: where Weighthouse put the folder last; absent where that is the shelf of `model_type` and `family`. One
   * that stands elsewhere was moved by somebody, and stays there.
   */
  shelf: z.string().optional().catch(undefined),
  /** Of an external reference: id of the root in roots.json, how the folder is laid out, and the model's path below the root. */
  root: z.string().optional(),
  layout: z.string().optional().catch(undefined),
  root_path: z.string().optional().catch(undefined),
  /** What the layout says of it by where it lies. */
  layout_hints: z
    .looseObject({
      type: z.enum(modelTypes).optional(),
      subtype: z.enum(subtypes).optional(),
      publisher: z.string().optional(),
      repo: z
        .looseObject({
          source: z.enum(sourceNames),
          repoId: z.string(),
          revision: z.string().optional(),
          commit: z.string().optional(),
        })
        .optional(),
    })
    .optional()
    .catch(undefined),
  sidecars: z.array(sidecarSchema).optional().catch(undefined),
  /** Absolute paths that an imported model came from. */
  imported_from: z.array(z.string()).optional().catch(undefined),
  /** What a local model was found to be at a source. */
  identified: z
    .looseObject({
      source: z.enum(sourceNames),
      repo_id: z.string().optional(),
      model_id: z.string().optional(),
      version_id: z.string().optional(),
      file_id: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  /** How sure Weighthouse is of what a local model is. */
  identification: z
    .looseObject({
      /** hash, header, sidecar, folder or name; `user` when a person decided. */
      method: z.string(),
      confidence: z.number().min(0).max(1),
      needs_review: z.boolean(),
      evidence: z
        .array(z.looseObject({ method: z.string(), says: z.string(), confidence: z.number() }))
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  trigger_words: z.array(z.string()).optional().catch(undefined),
  parameters: z.number().optional().catch(undefined),
  precision: z.string().optional().catch(undefined),
  /** Which one of its family: `inpaint`, `schnell`, `14b-i2v`. */
  variant: z.string().optional().catch(undefined),
  /** A sidecar picture, as its path. */
  preview: z.string().optional().catch(undefined),
  /** Our copy of it in the model's folder. */
  preview_file: z
    .looseObject({ path: z.string().min(1), size: z.number().int().nonnegative() })
    .optional()
    .catch(undefined),
  /** By source and sha256: when the source said that it does not know the file. ISO 8601, UTC. */
  lookups: z.record(z.string(), z.record(z.string(), time)).optional().catch(undefined),
  /** ISO 8601, UTC. */
  added_at: time,
  updated_at: time,
})
export type ModelMetadata = z.infer<typeof modelMetadataSchema>
export type MetadataFile = ModelMetadata['files'][number]
/** A file whose hash is known, as all that have a blob. */
export type HashedFile = z.infer<typeof shelvedFileSchema>

export function isHashed(file: MetadataFile): file is HashedFile {
  return file.sha256 !== undefined
}

export type { Overrides } from './overrides.ts'

export const metadataFileName = 'metadata.json'
export const overridesFileName = 'overrides.json'
