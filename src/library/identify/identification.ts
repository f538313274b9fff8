import type { ModelHeader } from '../../formats/modelHeader.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { FoundFile } from '../layouts/foundModel.ts'
import type { ModelType, Subtype } from '../metadata.ts'
import type { UserFields } from '../overrides.ts'

/** Ways to recognise a model, the most trusted first. */
export const identifyMethods = ['hash', 'header', 'sidecar', 'folder', 'name'] as const
export type IdentifyMethod = (typeof identifyMethods)[number]

/** What a source calls the model. */
export interface IdentifiedAs {
  source: SourceName
  /** Hugging Face: `owner/name`. */
  repoId?: string
  /** CivitAI: numbers. */
  modelId?: string
  versionId?: string
  fileId?: string
}

/** One thing that speaks for an answer, in words for people. */
export interface Evidence {
  method: IdentifyMethod
  says: string
  /** 0 to 1. */
  confidence: number
}

/** What one witness says of a model; what it does not know is undefined. */
export interface Witness extends Evidence {
  type?: ModelType | undefined
  subtype?: Subtype | undefined
  /** Lower case. */
  family?: string | undefined
  /** Which one of its family: `inpaint`, `refiner`, `schnell`, `14b-i2v`. */
  variant?: string | undefined
  officialName?: string | undefined
  baseModels?: string[] | undefined
  tags?: string[] | undefined
  triggerWords?: string[] | undefined
  license?: string | undefined
  identified?: IdentifiedAs | undefined
  /** The part that single files play, by path. */
  files?: ReadonlyMap<string, Subtype> | undefined
  /** Number of weights. */
  parameters?: number | undefined
  /** `bf16`, `fp8`, `q4_k`. */
  precision?: string | undefined
  /** AutoV3 of the weights, as their file tells it. */
  autoV3?: string | undefined
}

/** What a model is, and how sure that is. */
export interface Identification {
  officialName: string
  type: ModelType
  subtype: Subtype
  /** Lower case, `unknown` when nobody knows. */
  family: string
  variant?: string
  baseModels: string[]
  tags: string[]
  triggerWords: string[]
  /** Number of weights. */
  parameters?: number
  /** The element type that most weights have: `bf16`, `fp8`, `q4_k`. */
  precision?: string
  identified?: IdentifiedAs
  /** Place of a picture of the user's beside the model, absolute. */
  preview?: string
  license?: string
  /** What the user wrote into other tools' sidecars: for the first import only. */
  user?: UserFields
  files: Map<string, { subtype: Subtype }>
  /** Files that are not what their names say, by path, and why. */
  broken: ReadonlyMap<string, string>
  /** The strongest witness. */
  method: IdentifyMethod
  /** 0 to 1; below 0.6 a person is asked. */
  confidence: number
  needsReview: boolean
  evidence: Evidence[]
}

/** A file that is not what its name says, and why: it is no witness. */
export interface BrokenHeader {
  kind: 'broken'
  reason: string
}

/** Reads a file's header; undefined when its format has none, or it is gone or forbidden. */
export type ReadHeaders = (file: FoundFile) => Promise<ModelHeader | BrokenHeader | undefined>

/** What is known of a file by one of its hashes. */
export interface HashAnswer {
  officialName: string
  type?: ModelType | undefined
  subtype?: Subtype | undefined
  family?: string | undefined
  baseModels: string[]
  tags: string[]
  triggerWords: string[]
  license?: string | undefined
  identified: IdentifiedAs
  /** The part that this very file plays, where the source says so. */
  fileSubtype?: Subtype | undefined
  /** Who knows it: `the catalog`, `CivitAI`. */
  says: string
}

/** Finds a file by its sha256 (lower-case hex); undefined when nobody knows it. */
export type LookUpByHash = (sha256: string) => Promise<HashAnswer | undefined>
