import { validRange } from 'semver'
import { z } from 'zod'

import { unsafeReason } from '../../ids/safePath.ts'
import { modelTypes, subtypes } from '../../library/metadata.ts'

const words = z.array(z.string().min(1)).optional()

const filtersSchema = z.strictObject({
  model_type: z.array(z.enum(modelTypes)).optional(),
  /** Of the file, where the file has a part of its own, else of the model. */
  subtypes: z.array(z.enum(subtypes)).optional(),
  families: words,
  /** One of them is enough. */
  tags: words,
  /** One of them is too many, whatever the other filters say. */
  exclude_tags: words,
  base_model: words,
  /** MiB (1,048,576 bytes), of the file; for `link_type: directory` of the model. */
  min_size_mb: z.number().nonnegative().optional(),
  max_size_mb: z.number().nonnegative().optional(),
})

const ruleSchema = z.strictObject({
  /** A rule of a more specific file replaces the one of the same name. */
  name: z.string().min(1),
  description: z.string().optional(),
  /** How a file is linked. Nothing else is tried when it fails: a copy would not be a link. */
  method: z.enum(['symlink', 'hardlink']).default('symlink'),
  /** Folder below the application's models folder, with forward slashes. */
  target_subdir: z.string().superRefine((path, context) => {
    const reason = unsafeReason(path)
    if (reason !== undefined) context.addIssue({ code: 'custom', message: `it is not a safe folder name: ${reason}` })
  }),
  /** `*.gguf` fits file names, `unet/*` and `**` + `/*.bin` whole paths; upper and lower case are the same. */
  patterns: z.array(z.string().min(1)).min(1),
  /**
   * `file`: each file is linked by its name, right in the folder. `directory`: each model gets a real folder of its own
   * there, with its files linked under their paths. Folders are never linked: applications write into them.
   */
  link_type: z.enum(['file', 'directory']).default('file'),
  filters: filtersSchema.default({}),
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
  description: z.string().optional(),
  created_at: z.string().optional(),
  updated_at: z.string().optional(),
  mappings: z.array(ruleSchema),
})
export type MappingConfig = z.infer<typeof mappingConfigSchema>
