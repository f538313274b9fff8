import { validRange } from 'semver'
import { z } from 'zod'

import { unsafeReason } from '../../ids/safePath.ts'
import { librarySources } from '../../ids/slug.ts'
import { modelTypes, subtypes } from '../../library/metadata.ts'
import { conflictPolicies } from './conflictPolicies.ts'

const words = z.array(z.string().min(1)).optional()

/** What a file is written in; `diffusers` is a tree of folders with model_index.json. */
const fileFormats = ['safetensors', 'gguf', 'pickle', 'onnx', 'diffusers'] as const
export type FileFormat = (typeof fileFormats)[number]

const filtersSchema = z.strictObject({
  model_type: z.array(z.enum(modelTypes)).optional(),
  /** Of the file, where the file has a part of its own, else of the model. */
  subtypes: z.array(z.enum(subtypes)).optional(),
  families: words,
  exclude_families: words,
  /** One of them is enough. */
  tags: words,
  /** One of them is too many, whatever the other filters say. */
  exclude_tags: words,
  base_model: words,
  /** Of the file, by its ending; `diffusers` of the model. */
  format: z.array(z.enum(fileFormats)).optional(),
  sources: z.array(z.enum(librarySources)).optional(),
  /** MiB (1,048,576 bytes), of the file; for `link_type: directory` of the model. */
  min_size_mb: z.number().nonnegative().optional(),
  max_size_mb: z.number().nonnegative().optional(),
})

const folderName = z.string().superRefine((path, context) => {
  const reason = path === '' ? undefined : unsafeReason(path)
  if (reason !== undefined) context.addIssue({ code: 'custom', message: `it is not a safe folder name: ${reason}` })
})

const ruleSchema = z.strictObject({
  /** A rule of a more specific file replaces the one of the same name. */
  name: z.string().min(1),
  description: z.string().optional(),
  /**
   * `symlink`, `hardlink`: how a file is linked; nothing else is tried when it fails, for a copy would not be a link.
   * `write`: a small text file, `file_name` with `content`, that tells the application where the model is.
   * `config`: the model's folder is written into the application's own settings, under the name `target_subdir`.
   * `api`: the running application is asked to take the model up.
   */
  method: z.enum(['symlink', 'hardlink', 'write', 'config', 'api']).default('symlink'),
  /** Which folder of the application: `models`, or another that its adapter knows. */
  root: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('models'),
  /** Folder below that one, with forward slashes; empty for itself. */
  target_subdir: folderName.default(''),
  /**
   * Folders below `target_subdir` that are made for each model, with words in braces: {model}, {publisher}, {owner},
   * {repo}, {commit}, {revision}, {type}, {family}, {slug}, {stem} (the file's name without its ending) and {set} (the
   * same without the number of a part). A model that lacks one of the words is left out.
   */
  folder: z.string().min(1).optional(),
  /** `*.gguf` fits file names, `unet/*` and `**` + `/*.bin` whole paths; upper and lower case are the same. */
  patterns: z.array(z.string().min(1)).min(1),
  /** One that fits is too many. */
  exclude_patterns: z.array(z.string().min(1)).optional(),
  /**
   * `file`: each file is linked by its name, right in the folder. `directory`: each model gets a real folder of its own
   * there, with its files linked under their paths. Folders are never linked: applications write into them.
   */
  link_type: z.enum(['file', 'directory']).default('file'),
  /** For `write`: the name of the file; may use the words of `folder`. */
  file_name: z.string().min(1).optional(),
  /** For `write`: its lines; besides the words of `folder`, {path}, {name}, {size}, {mmproj}. A line that lacks one is left out. */
  content: z.array(z.string()).optional(),
  /** What the application must have for this rule, as its adapter calls it; for instance `comfyui-gguf`. */
  requires: z.string().optional(),
  filters: filtersSchema.default({}),
  /**
   * When something else has the place: `skip` reports it; `rename` takes the next name; `replace-ours` takes a place over
   * that the ledger says is another installation's. What is not ours is never replaced.
   */
  on_conflict: z.enum(conflictPolicies).optional(),
  enabled: z.boolean().default(true),
  /** The smallest number comes first. */
  priority: z.number().int().default(100),
})
export type MappingRule = z.infer<typeof ruleSchema>

/** A mapping file, `<app>_<version>_<config>.json`. */
export const mappingConfigSchema = z.strictObject({
  $schema: z.string().optional(),
  app: z.string().regex(/^[a-z0-9-]+$/, 'an application id has lower-case letters, digits and - only'),
  /** `any`, a version, or an npm semver range. */
  version: z
    .string()
    .refine((text) => text === 'any' || validRange(text) !== null, 'it is neither "any" nor an npm semver range'),
  variant: z.string().min(1).default('default'),
  /** True: takes part only in installations that were added with this variant. */
  optional: z.boolean().default(false),
  description: z.string().optional(),
  created_at: z.string().optional(),
  updated_at: z.string().optional(),
  mappings: z.array(ruleSchema),
})
export type MappingConfig = z.infer<typeof mappingConfigSchema>
