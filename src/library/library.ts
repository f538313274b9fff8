import type { PulledModel } from '../hub/pullPlan.ts'
import type { SourceName } from '../ids/slug.ts'
import type { Entry } from '../sources/source.ts'
import type { FileConflict } from './changeModelFolder.ts'
import type { ModelMetadata, ModelType, Overrides, Placement, Subtype } from './metadata.ts'

export interface LibraryFile {
  /** Relative to the model's folder, with forward slashes. */
  path: string
  /** Bytes. */
  size: number
  sha256: string
  placement: Placement
  /** The part that this file plays, where it differs from the model's or is known better. */
  subtype: Subtype | undefined
}

/** A model on the shelf, as models.db knows it. */
export interface LibraryModel {
  slug: string
  source: SourceName
  repoId: string
  /** The name of the model's folder. */
  modelId: string
  officialName: string
  cleanedName: string
  type: ModelType
  subtype: Subtype
  family: string
  /** Folder of the model, absolute. */
  path: string
  revision: string
  commit: string
  /** Bytes of all files. */
  sizeBytes: number
  fileCount: number
  /** UTC milliseconds. */
  addedAt: number
  updatedAt: number
  tags: string[]
  baseModels: string[]
  files: LibraryFile[]
}

/** A model as its folder knows it. */
export interface LibraryModelDetail extends LibraryModel {
  /** metadata.json as it is on disk. */
  metadata: ModelMetadata
  /** overrides.json as it is on disk; undefined when there is none or it cannot be read. */
  overrides: Overrides | undefined
  /** Why overrides.json cannot be read. */
  overridesProblem: string | undefined
}

interface ShelvedModel extends LibraryModel {
  /** Files of the user's that stood in the way and were left as they are. */
  conflicts: FileConflict[]
}

export interface LibraryQuery {
  /** Words, or beginnings of words, in names, tags, type or family; all must be there. */
  query?: string
  types?: readonly string[]
  /** 1 to 1,000; default 50. */
  limit?: number
  /** Of an earlier page. */
  cursor?: string
}

interface LibraryPage {
  /** In the order of their names. */
  models: LibraryModel[]
  /** Of all models that match, not of this page. */
  total: number
  totalBytes: number
  nextCursor: string | undefined
}

export interface ScanReport {
  /** Models that are on the shelves now. */
  models: number
  added: number
  changed: number
  removed: number
  /** What is wrong on disk: broken metadata.json, missing files. Nothing of it is deleted. */
  problems: { path: string; reason: string }[]
  /** Leftovers of killed processes that were taken away or brought to their end. */
  recovered: number
}

export interface ScanOptions {
  /** Makes models.db anew, whatever it holds. */
  rebuild?: boolean
  signal?: AbortSignal
  /** Called now and then with the number of models seen so far. */
  onProgress?: (progress: { models: number; path: string }) => void
}

export interface ShelveOptions {
  pulled: PulledModel
  entry: Entry | undefined
  /** The source's own record, unchecked. */
  record: unknown
  /** Address of the model's page for people. */
  pageUrl?: string
  /**
   * As another house shelved the model: a new folder takes its type, family, name and unlisted fields from here. Whoever
   * gives it has checked that its names may be folders.
   */
  metadata?: ModelMetadata | undefined
}

/**
 * The models on this machine's shelves: `<type>/<family>/<model_id>/` with metadata.json, the user's overrides.json and
 * the files. The folders are the truth; models.db beside them can be made again at any time.
 *
 * - `shelve` may be called again with the same or another revision; a model keeps its folder. Files of the user's are
 *   never replaced or removed. After a crash at any moment the model is the old one or the new one as soon as a library
 *   is created on the folder again.
 * - Several processes may work on the same library; two that change the same model at once: one gets CONFLICT.
 *
 * Errors: MODEL_NOT_FOUND; UNSAFE_PATH (a file name that must not touch the disk); NOT_FOUND, VERIFICATION_FAILED (the
 * store lost or changed a blob); CONFLICT (something of the user's has the place of a folder); INVALID_ARGUMENT (cursor);
 * INVALID_CONFIG (a broken metadata.json of the model that is asked for); DATABASE_CORRUPT (models.db broke while open).
 */
export interface Library {
  /** The root, absolute. */
  readonly directory: string
  shelve(model: ShelveOptions): Promise<ShelvedModel>
  list(query?: LibraryQuery): Promise<LibraryPage>
  get(slug: string): Promise<LibraryModelDetail>
  /** Which of these slugs are on the shelf. */
  has(slugs: readonly string[]): Promise<Set<string>>
  /** Every model, in the order in which they were added; page by page, so the library may change meanwhile. */
  iterate(): AsyncGenerator<LibraryModel, void, undefined>
  scan(options?: ScanOptions): Promise<ScanReport>
  /**
   * Gives right bytes to the files that are hard links to a damaged blob, once the store has the right one; returns their
   * paths. `place` is where the damaged one lies now. See replaceDamagedFiles.ts.
   */
  replaceDamaged(damaged: { sha256: string; place: string }): Promise<string[]>
  close(): Promise<void>
}
