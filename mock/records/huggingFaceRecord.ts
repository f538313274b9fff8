import { z } from 'zod'

import { WeighthouseError } from '../../src/foundation/errors.ts'

const text = z.string().optional().catch(undefined)
const count = z.number().catch(0)
const object = z.record(z.string(), z.unknown()).optional().catch(undefined)
const weights = z
  .looseObject({ total: z.number().optional(), architecture: z.string().optional() })
  .optional()
  .catch(undefined)

const schema = z.looseObject({
  id: z.string().min(1),
  author: text,
  sha: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional()
    .catch(undefined),
  tags: z.array(z.string()).catch([]),
  pipeline_tag: text,
  library_name: text,
  downloads: count,
  likes: count,
  trendingScore: count,
  createdAt: text,
  lastModified: text,
  gated: z.union([z.boolean(), z.enum(['auto', 'manual'])]).catch(false),
  cardData: object,
  config: object,
  safetensors: weights,
  gguf: weights,
  usedStorage: z.number().optional().catch(undefined),
  siblings: z
    .array(z.looseObject({ rfilename: z.string().min(1), size: z.number().int().min(0).optional().catch(undefined) }))
    .optional()
    .catch(undefined),
})

/** A model as the listing of Hugging Face shows it. What a crawl left out or mangled is undefined, 0 or empty. */
export type HuggingFaceRecord = z.infer<typeof schema>

/** @throws WeighthouseError INVALID_ARGUMENT when `value` is not an object with an id */
export function parseHuggingFaceRecord(value: unknown): HuggingFaceRecord {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new WeighthouseError('INVALID_ARGUMENT', `Not a Hugging Face record: ${z.prettifyError(parsed.error)}`, {
    hint: 'Each record needs at least an "id".',
  })
}
