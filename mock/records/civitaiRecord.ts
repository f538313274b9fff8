import { z } from 'zod'

import { WeighthouseError } from '../../src/foundation/errors.ts'

const text = z.string().optional().catch(undefined)
const count = z.number().optional().catch(undefined)

const file = z.looseObject({
  id: z.number().int(),
  name: z.string().catch('file'),
  type: z.string().catch('Model'),
  sizeKB: z.number().catch(0),
  primary: z.boolean().optional().catch(undefined),
  metadata: z.looseObject({ format: text, size: text, fp: text }).optional().catch(undefined),
})

const version = z.looseObject({
  id: z.number().int(),
  name: z.string().catch(''),
  baseModel: text,
  createdAt: text,
  publishedAt: text,
  files: z.array(file).catch([]),
  images: z.array(z.unknown()).catch([]),
})

const schema = z.looseObject({
  id: z.number().int(),
  name: z.string().catch(''),
  type: z.string().catch('Other'),
  nsfw: z.boolean().catch(false),
  nsfwLevel: count,
  mode: text,
  tags: z.array(z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)])).catch([]),
  stats: z
    .looseObject({
      downloadCount: count,
      favoriteCount: count,
      thumbsUpCount: count,
      commentCount: count,
      ratingCount: count,
      rating: count,
      collectedCount: count,
    })
    .optional()
    .catch(undefined),
  creator: z.looseObject({ username: text }).nullish().catch(undefined),
  modelVersions: z.array(version).catch([]),
})

/** A model as CivitAI's `GET /api/v1/models` shows it, with its versions and their files. */
export type CivitaiRecord = z.infer<typeof schema>
export type CivitaiVersion = CivitaiRecord['modelVersions'][number]
export type CivitaiFile = CivitaiVersion['files'][number]

/** @throws WeighthouseError INVALID_ARGUMENT when `value` is not an object with a numeric id */
export function parseCivitaiRecord(value: unknown): CivitaiRecord {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new WeighthouseError('INVALID_ARGUMENT', `Not a CivitAI record: ${z.prettifyError(parsed.error)}`, {
    hint: 'Each record needs at least a numeric "id".',
  })
}
