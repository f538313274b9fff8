import type { Clock } from '../../foundation/time.ts'
import type { Library } from '../library.ts'
import type { HashAnswer, LookUpByHash } from './identification.ts'

/** A source that is asked over the network for many hashes at once. */
export interface OnlineLookup {
  name: 'civitai'
  /** Answers by sha256; those that it does not know are left out. */
  ask(hashes: readonly string[], signal: AbortSignal | undefined): Promise<ReadonlyMap<string, HashAnswer>>
}

export interface IdentifyParts {
  library: Pick<Library, 'get' | 'iterate' | 'rewrite' | 'whileAlone'>
  /** Asked in this order, without the network. */
  lookups: readonly LookUpByHash[]
  /** Asked for the AutoV3 that files tell of themselves, without the network. */
  lookUpWeights: LookUpByHash | undefined
  online: OnlineLookup | undefined
  clock: Clock
}

export interface IdentifyOptions {
  /** Slugs; without them every model that no source gave. */
  models?: readonly string[] | undefined
  /** Also ask sources over the network. */
  online?: boolean | undefined
  /** Ask again for what a source did not know, and read headers and sidecars again. */
  again?: boolean | undefined
  /** Write nothing; tell what would change. */
  dryRun?: boolean | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: { done: number; total: number; slug: string }) => void) | undefined
}

export interface IdentifyReport {
  /** Models that were looked at. */
  models: number
  /** Of them, those whose metadata.json says something new now. */
  changed: number
  /** Known by their hash, by any of those who were asked. */
  byHash: number
  /** Without the sha256 of a single file so far. */
  unhashed: number
  /** On the review list when all was done. */
  toReview: number
  /** Hashes that a source was asked for over the network, and those that it knew. */
  asked: number
  found: number
  /** Why no more hashes were asked for over the network; undefined when all were. */
  stopped: string | undefined
  problems: { slug: string; reason: string }[]
  /** What is said differently now; the first thousand. */
  changes: IdentifyChange[]
}

interface IdentifyChange {
  slug: string
  /** `diffusion/sdxl loras`, and the name. */
  before: string
  after: string
  /** The strongest witness. */
  method: string
  confidence: number
}
