import { validRange } from 'semver'
import { z } from 'zod'

import { unsafeReason } from '../ids/safePath.ts'
import { modelTypes, subtypes } from './metadata.ts'

/** Longest of each, in characters; a note may be an article. */
const longestNotes = 20_000
export const longestTitle = 300
const longestTag = 100
const mostUserTags = 200

const range = z.string().refine((text) => validRange(text) !== null, {
  error: ({ input }) => `${JSON.stringify(input)} is not an npm semver range`,
})
const appName = z.string().min(1).max(100)
const safe = (what: string, allowed: (text: string) => boolean) =>
  z.string().refine((text) => unsafeReason(text) === undefined && allowed(text), {
    error: ({ input }) => `${JSON.stringify(input)} is not a safe ${what}`,
  })

const rating = z.number().int().min(1).max(5)
const userTag = z
  .string()
  .min(1)
  .max(longestTag)
  .refine((text) => text.trim() === text && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), {
    error: 'a tag is one line without blanks around it',
  })

/** What a person says of a model. A refresh, a scan or another identification never changes it. */
const userFields = {
  title: z.string().min(1).max(longestTitle).optional(),
  notes: z.string().max(longestNotes).optional(),
  /** Besides those of the source. */
  tags: z.array(userTag).max(mostUserTags).optional(),
  /** Tags of the source that the user does not want to see. */
  hidden_tags: z.array(userTag).max(mostUserTags).optional(),
  favourite: z.boolean().optional(),
  rating: rating.optional(),
}

/** The id of a version or a commit; CivitAI's are numbers, which people write without quotes. */
const ignoredVersion = z.union([z.string().min(1).max(100), z.number().int().nonnegative()])

/** What a person decided the model is; it wins over every identification. */
const identitySchema = z.looseObject({
  model_type: z.enum(modelTypes).optional(),
  subtype: z.enum(subtypes).optional(),
  family: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,127}$/, { error: 'a family is lower-case letters, digits, `.`, `_` and `-`' })
    .optional(),
  variant: z.string().min(1).max(100).optional(),
  base_model: z.array(z.string().min(1).max(300)).max(20).optional(),
  /** ISO 8601, UTC. */
  decided_at: z.iso.datetime().optional(),
})
export type Identity = z.infer<typeof identitySchema>

/**
 * overrides.json, version 1: what the user wants of a model. Weighthouse writes to it only what the user asks for, and
 * keeps what it does not know.
 */
export const overridesSchema = z.looseObject({
  schema_version: z.literal(1).optional(),
  /** By application, in any case of letters: the npm semver range of its versions that may see the model. */
  version_ranges: z.record(appName, range).optional(),
  /** Applications that may see the model, by id or name; with `include` only those. `exclude` wins. */
  apps: z
    .looseObject({ include: z.array(appName).max(100).optional(), exclude: z.array(appName).max(100).optional() })
    .optional(),
  /** By application: the folder below its models folder, and the name of the link instead of the file's own. */
  links: z
    .record(
      appName,
      z.looseObject({
        folder: safe('folder', () => true).optional(),
        name: safe('file name', (text) => !text.includes('/')).optional(),
      }),
    )
    .optional(),
  identity: identitySchema.optional(),
  /** Versions or commits that `updates` does not offer; `true` for none at all. */
  updates: z
    .looseObject({ ignore: z.union([z.literal(true), z.array(ignoredVersion).max(1000)]).optional() })
    .optional(),
  ...userFields,
})
export type Overrides = z.infer<typeof overridesSchema>

/** The user's own fields of a model, in the words of the house. */
export type UserFields = Pick<Overrides, 'title' | 'notes' | 'tags' | 'favourite' | 'rating'>
