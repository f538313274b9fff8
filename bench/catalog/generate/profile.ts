import type { Weighted } from './random.ts'

/** `none` is of models that name no parent. */
export const relationNames = ['none', 'finetune', 'adapter', 'quantized', 'merge'] as const
export type RelationName = (typeof relationNames)[number]

/** What a synthetic catalog is drawn from: frequencies and forms, no records. */
export interface CatalogProfile {
  /** Where the numbers come from, for the report. */
  origin: string
  huggingface: HuggingFaceProfile
  civitai: CivitaiProfile
}

/** Lists named `…Quantiles` are values at equal steps of probability, smallest first. */
export interface HuggingFaceProfile {
  /** Models that the frequencies were counted over; vocabularies grow from here. */
  sampleSize: number
  /** Mean bytes of a record in the sample; undefined without one. */
  bytesPerRecord: number | undefined
  /** To learn from which piece of a name follows which. */
  names: readonly string[]
  authors: Weighted
  relations: Record<RelationName, RelationProfile>
  /** `''` is no license. */
  licenses: Weighted
  /** Languages of a model, joined by a space; `''` is none. */
  languages: Weighted
  tags: Weighted
  datasets: Weighted
  datasetsQuantiles: readonly number[]
  papers: Weighted
  papersQuantiles: readonly number[]
  /** Above zero. */
  downloadsQuantiles: readonly number[]
  likesQuantiles: readonly number[]
  storageQuantiles: readonly number[]
  parametersQuantiles: readonly number[]
  files: Weighted
  filesQuantiles: readonly number[]
  /** Architecture and model type, joined by a space. */
  architectures: Weighted
  /** How many in one hundred of the records have the field. */
  shares: Record<HuggingFaceField, number>
}

export type HuggingFaceField =
  | 'siblings'
  | 'sizes'
  | 'sha'
  | 'config'
  | 'taskParameters'
  | 'cardData'
  | 'usedStorage'
  | 'safetensors'
  | 'gguf'
  | 'trending'
  | 'likes'

export interface RelationProfile {
  kinds: Weighted<ModelKind>
  /** Free tags of a model, besides those of its kind. */
  tagsQuantiles: readonly number[]
  /** What follows where a model's name begins with its parent's. */
  suffixes: Weighted
  /** How often, of one hundred, it does. */
  keepsName: number
}

/** A task and a library that go together, with the tags that go with both. */
export interface ModelKind {
  task: string
  library: string
  /** How many in one hundred of such models have the tag. */
  tags: Weighted
}

export interface CivitaiProfile {
  sampleSize: number
  bytesPerRecord: number | undefined
  names: readonly string[]
  authors: Weighted
  types: Weighted
  tags: Weighted
  triggers: Weighted
  commercialUse: Weighted
  baseModels: Weighted
  tagsQuantiles: readonly number[]
  triggersQuantiles: readonly number[]
  versionsQuantiles: readonly number[]
  filesQuantiles: readonly number[]
  downloadsQuantiles: readonly number[]
  likesQuantiles: readonly number[]
  kilobytesQuantiles: readonly number[]
}
