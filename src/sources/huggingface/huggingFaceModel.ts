import { z } from 'zod'

import { isValidModelId } from '../../ids/modelReference.ts'

const text = z.string().nullish()
const number = z.number().nullish()
/** A string or a list; YAML makes of the language `no` (Norwegian) a `false`, and of a version a number. */
const textOrList = z.union([z.string(), z.array(z.unknown())]).nullish()

const cardData = z.looseObject({
  license: textOrList,
  license_name: text,
  license_link: text,
  language: textOrList,
  base_model: textOrList,
  base_model_relation: text,
  datasets: textOrList,
  library_name: text,
  pipeline_tag: text,
  /** Id of the model that replaces this one. */
  new_version: text,
})

const sibling = z.looseObject({
  rfilename: z.string(),
  /** Bytes; only asked for with `blobs=true`. */
  size: number,
  blobId: text,
  lfs: z.looseObject({ sha256: text, size: number }).nullish(),
})

/**
 * One model as Hugging Face's `/api/models` describes it. Which fields are there depends on the endpoint and on what
 * was asked for; fields that are not named here are kept as they are.
 * https://huggingface.co/docs/huggingface_hub/package_reference/hf_api#huggingface_hub.ModelInfo
 */
export const huggingFaceModel = z.looseObject({
  id: z.string().refine((id) => isValidModelId({ source: 'huggingface', id }), 'not an id that a model can have'),
  /** The id once more; a crawl from before a rename has the old one here. */
  modelId: text,
  author: text,
  sha: text,
  /** ISO 8601. Models older than 2022-03-02T23:29:04.000Z all carry that time. */
  createdAt: text,
  lastModified: text,
  private: z.boolean().nullish(),
  /** false, "auto" or "manual". */
  gated: z.union([z.boolean(), z.string()]).nullish(),
  disabled: z.boolean().nullish(),
  /** Of the last 30 days. */
  downloads: number,
  likes: number,
  trendingScore: number,
  pipeline_tag: text,
  library_name: text,
  tags: z.array(z.string()).nullish(),
  cardData: cardData.nullish(),
  /** Weights by number type; `total` is their sum. Packed quantizations count too low. */
  safetensors: z.looseObject({ total: number, parameters: z.record(z.string(), z.number()).nullish() }).nullish(),
  gguf: z.looseObject({ total: number, architecture: text }).nullish(),
  siblings: z.array(sibling).nullish(),
  /** Bytes of all files and their history; only on the single-model call. */
  usedStorage: number,
})

export type HuggingFaceModel = z.infer<typeof huggingFaceModel>
