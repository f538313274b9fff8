import { z } from 'zod'

const text = z.string().nullish()
const number = z.number().nullish()
const flag = z.boolean().nullish()

const file = z.looseObject({
  id: z.number().int().positive(),
  name: text,
  /** Model, VAE, Config, Training Data, … */
  type: text,
  /** Bytes / 1024, as a fraction. */
  sizeKB: number,
  metadata: z.looseObject({ format: text, size: text, fp: text, quantType: text }).nullish(),
  /** AutoV1, AutoV2, AutoV3, SHA256, CRC32, BLAKE3; upper case. */
  hashes: z.record(z.string(), z.string().nullable()).nullish(),
  primary: flag,
  downloadUrl: text,
})

export const civitaiVersion = z.looseObject({
  id: z.number().int().positive(),
  /** Only when the version comes by itself. */
  modelId: number,
  name: text,
  /** Published, Draft, … */
  status: text,
  /** Public or EarlyAccess. */
  availability: text,
  baseModel: text,
  createdAt: text,
  updatedAt: text,
  publishedAt: text,
  trainedWords: z.array(z.string()).nullish(),
  files: z.array(file).nullish(),
})

const tag = z.union([z.string(), z.looseObject({ name: z.string() })])

/**
 * One model as CivitAI's `/api/v1/models` describes it; fields that are not named here are kept as they are.
 * https://developer.civitai.com/docs/api/public-rest, and `model.selector.ts` and `models/index.ts` in civitai/civitai.
 */
export const civitaiModel = z.looseObject({
  id: z.number().int().positive().max(2_147_483_647),
  name: text,
  /** Checkpoint, LORA, TextualInversion, … */
  type: text,
  /** Archived or TakenDown: the files are gone. */
  mode: text,
  nsfw: flag,
  /** Bits: PG 1, PG13 2, R 4, X 8, XXX 16, Blocked 32. */
  nsfwLevel: number,
  allowNoCredit: flag,
  /** A list today (`["Image", "RentCivit"]`), one word until 2023, `{Image,Rent}` in between. */
  allowCommercialUse: z.union([z.string(), z.array(z.string())]).nullish(),
  allowDerivatives: flag,
  allowDifferentLicense: flag,
  stats: z.looseObject({ downloadCount: number, thumbsUpCount: number, favoriteCount: number }).nullish(),
  creator: z.looseObject({ username: text }).nullish(),
  tags: z.array(tag).nullish(),
  /** The newest first. */
  modelVersions: z.array(civitaiVersion).nullish(),
})

export type CivitaiModel = z.infer<typeof civitaiModel>
export type CivitaiVersion = z.infer<typeof civitaiVersion>
