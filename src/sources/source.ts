import type { OriginToken } from '../foundation/http/httpClient.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { SourceName } from '../ids/slug.ts'

/** One page of a source's listing. */
export interface SourcePage<R> {
  records: R[]
  /** Where the next page starts; null after the last. Opaque, good across restarts. */
  cursor: string | null
  /** How many models the whole listing has, where the source tells it with the page. */
  total?: number | undefined
  /** Records that could not be understood: id if known, and why. The crawl goes on without them. */
  rejected: { id: string | undefined; reason: string }[]
  /**
   * Fields that did not have the documented type and were left out of records of this page: the field's path
   * (`cardData.language`) and how many records it happened in.
   */
  drifted?: Record<string, number>
}

export interface ListOptions {
  /**
   * - `created`: an order in which a crawl that takes hours meets every model, whatever changes meanwhile.
   * - `downloads`: the most downloaded first.
   * - `updated`: what changed last first, for a delta. Of CivitAI it is what got a version last; other changes do not
   *   count there.
   */
  sort: 'created' | 'downloads' | 'updated'
  /** Continue after this cursor of an earlier page. */
  cursor?: string | undefined
  signal?: AbortSignal | undefined
}

/** One file of a model at one commit, as the source describes it. */
export interface SourceFile {
  /** Relative path with forward slashes, NOT yet checked for safety. */
  path: string
  /** Bytes; undefined when the source does not say (CivitAI gives kilobytes, rounded). */
  size: number | undefined
  /** Lower-case hex; undefined for plain git files. */
  sha256: string | undefined
  /** Git blob id, lower-case hex; for files that are not LFS. */
  gitSha1: string | undefined
  /** Lower-case hex, of sources that tell these instead of a sha256. */
  others?: { blake3?: string | undefined; crc32?: string | undefined } | undefined
  /** Where GET yields the bytes (before redirects). */
  url: string
}

/** What a model holds at one commit. */
export interface SourceFileTree {
  id: string
  /** The revision that was asked for, or the source's default (`main`; CivitAI: the newest version's id). */
  revision: string
  /** What the revision points to now: git commit (40 hex), CivitAI version id. Immutable. */
  commit: string
  files: SourceFile[]
}

/** A parent of a model. */
export interface BaseModel {
  /** The source's id of the parent, which may not exist. */
  id: string
  relation: 'finetune' | 'adapter' | 'quantized' | 'merge'
  /** True when the source states the relation, false when it is our inference. */
  declared: boolean
}

/** `base` is a family that a source names instead of a model (CivitAI's `SDXL 1.0`); `tag` is any other word. */
export type TagKind =
  | 'library'
  | 'format'
  | 'task'
  | 'language'
  | 'license'
  | 'dataset'
  | 'arxiv'
  | 'doi'
  | 'region'
  | 'base'
  | 'tag'

/**
 * The columns that all sources share, taken out of a record: what search, facets and sorting see.
 * Undefined means that the source does not say.
 */
export interface Entry {
  slug: string
  source: SourceName
  id: string
  name: string
  author: string | undefined
  task: string | undefined
  library: string | undefined
  license: string | undefined
  /** Hugging Face: last 30 days. CivitAI: all time. Never compared across sources. */
  downloads: number
  likes: number
  trendingScore: number | undefined
  createdAt: UtcMilliseconds | undefined
  updatedAt: UtcMilliseconds | undefined
  gated: boolean
  /** Number of weights. */
  parameters: number | undefined
  /** Bytes of all files, or what the source says it stores. */
  storageBytes: number | undefined
  /** Bytes of the smallest complete set of weights, as far as names, sizes and parameters tell; see sources/weights. */
  weightBytes: number | undefined
  /** CivitAI's bits: PG 1, PG13 2, R 4, X 8, XXX 16, Blocked 32; 0 = not rated. */
  nsfwLevel: number
  /** Commit or version id that the listing showed. */
  revision: string | undefined
  tags: { tag: string; kind: TagKind }[]
  baseModels: BaseModel[]
  datasets: string[]
  siblings: { path: string; size: number | undefined; sha256: string | undefined }[]
  /** Further words that search should find: trigger words, former names, the license's name. */
  searchText: string[]
  /** Hashes of its files, lower-case hex, of any kind (sha256, AutoV1, AutoV2, AutoV3, CRC32, BLAKE3). */
  hashes: string[]
}

/**
 * A place that publishes models. R is the record in the source's own schema, unknown fields kept.
 *
 * Every method may be called at any time and as often as wanted; none keeps state between calls.
 * Errors, besides those of HttpClient: MODEL_NOT_FOUND, REVISION_NOT_FOUND, FILE_NOT_FOUND, GATED (the message says
 * where to accept the terms), UNAUTHORIZED (the token is wrong or one is needed), SOURCE_DRIFT (an answer that no
 * longer has the documented shape).
 */
export interface Source<R = unknown> {
  readonly name: SourceName
  /** All pages from the cursor on. A page is yielded only when it is whole. */
  list(options: ListOptions): AsyncGenerator<SourcePage<R>, void, undefined>
  /** One model with all that the source tells of it. */
  getModel(id: string, options?: { signal?: AbortSignal }): Promise<R>
  /** Files of a model with sizes and hashes as far as the source tells them. */
  getFileTree(id: string, options?: { revision?: string | undefined; signal?: AbortSignal }): Promise<SourceFileTree>
  /** The shared columns of a record. Pure. */
  toEntry(record: R): Entry
  /** Address of the model's page for people. */
  pageUrl(id: string): string
  /** What downloads of this source's files authenticate with, if a token is set. */
  readonly token: OriginToken | undefined
  /**
   * Makes of an HttpClient error, met while a file or the data of model `id` was fetched, the error that says what the
   * user can do (GATED, UNAUTHORIZED, MODEL_NOT_FOUND, …). Anything else is returned unchanged; whoever catches throws
   * the result. Pure.
   */
  explainError(error: unknown, id: string): unknown
  /** Asks for the smallest thing there is; resolves to whether the source answered, within a few seconds. */
  probe(signal?: AbortSignal): Promise<{ reachable: boolean; reason: string | undefined }>
}
