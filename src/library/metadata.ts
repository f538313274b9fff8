import { z } from 'zod'

import { sourceNames } from '../ids/slug.ts'

/** What kind of model it is: the first folder below the library's root. */
export const modelTypes = ['llm', 'vlm', 'reranker', 'diffusion', 'embedding', 'audio', 'vision', 'unknown'] as const
export type ModelType = (typeof modelTypes)[number]

/**
 * The part that a model, or one file of it, plays. `full` is a model that needs nothing else (a language model with its
 * tokenizer); `checkpoints` are all-in-one image models, `unet` their denoiser alone, `diffusers` a tree of folders.
 */
export const subtypes = [
  'checkpoints',
  'unet',
  'diffusers',
  'loras',
  'vae',
  'controlnet',
  'embeddings',
  'upscale',
  'clip',
  't5',
  'text_encoders',
  'clip_vision',
  'ipadapter',
  'hypernetworks',
  'full',
  'other',
] as const
export type Subtype = (typeof subtypes)[number]

/** How a library file shares its bytes with its blob: wholly (hardlink), until one is changed (reflink), or not (copy). */
const placements = ['hardlink', 'reflink', 'copy'] as const
export type Placement = (typeof placements)[number]

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.iso.datetime()

export const metadataFileSchema = z.looseObject({
  /** Where it is, relative to the model's folder, with forward slashes. */
  path: z.string().min(1),
  /** Its path in the repo, where that could not be kept. */
  repo_path: z.string().optional(),
  size: z.number().int().nonnegative(),
  sha256,
  /** Other hashes of the same bytes, lower-case hex, if they were wanted: `blake3`, `crc32`, `autov1`, `autov3`. */
  hashes: z.record(z.string(), z.string()).optional().catch(undefined),
  placement: z.enum(placements),
  subtype: z.enum(subtypes).optional().catch(undefined),
})

/**
 * metadata.json, version 1: what is known of a library model. Canonical; models.db is derived from it. Holds no
 * absolute path, so the library can be moved. Fields that are not listed here survive every rewrite.
 */
export const modelMetadataSchema = z.looseObject({
  schema_version: z.literal(1),
  slug: z.string().min(1),
  source: z.enum(sourceNames),
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
  /** ISO 8601, UTC. */
  added_at: time,
  updated_at: time,
})
export type ModelMetadata = z.infer<typeof modelMetadataSchema>
export type MetadataFile = ModelMetadata['files'][number]

/**
 * overrides.json: the user's own wishes for a model. Weighthouse never writes to one that exists.
 * `version_ranges` maps an application to the npm semver range of its versions that may see the model.
 */
export const overridesSchema = z.looseObject({
  version_ranges: z.record(z.string(), z.string()).optional(),
  notes: z.string().optional(),
})
export type Overrides = z.infer<typeof overridesSchema>

export const metadataFileName = 'metadata.json'
export const overridesFileName = 'overrides.json'
