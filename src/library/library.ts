import type { PulledModel } from '../hub/pullPlan.ts'
import type { LibrarySource } from '../ids/slug.ts'
import type { Entry } from '../sources/source.ts'
import type { FileConflict } from './changeModelFolder.ts'
import type { LayoutName } from './layouts/foundModel.ts'
import type { HashOptions, HashReport, ImportOptions, ImportReport, LibraryRoot, ScanReport } from './libraryReports.ts'
import type { ModelMetadata, ModelType, Overrides, Placement, Subtype } from './metadata.ts'
import type { HeldFolder } from './order/whileAlone.ts'
import type { UserFields } from './overrides.ts'
import type { ModelChange, ModelRecord } from './rewriteModel.ts'

export type {
  HashOptions,
  HashReport,
  ImportOptions,
  ImportReport,
  LibraryRoot,
  RootReport,
  ScanReport,
} from './libraryReports.ts'

export interface LibraryFile {
  /** With forward slashes; of a shelved model relative to its folder, of one in place to its root. */
  path: string
  /** Where its bytes are, absolute. */
  location: string
  /** Bytes. */
  size: number
  /** Undefined until it was worked out; files that have a blob always have it. */
  sha256: string | undefined
  /** Others that are known, lower-case hex: `blake3`, `crc32`, `autov1`, `autov3`. */
  hashes: Readonly<Record<string, string>>
  placement: Placement
  /** Modification time in milliseconds, with fractions, when it was last seen; undefined where that is not kept. */
  mtimeMs: number | undefined
  /** The part that this file plays, where it differs from the model's or is known better. */
  subtype: Subtype | undefined
  /** Other places of the same bytes, relative to the root; empty for most. */
  alsoAt: string[]
  /** True when it is gone although its root is there. */
  missing: boolean
  /** Why it is not what its name says; undefined when it is, or nobody has read its header. */
  broken: string | undefined
}

/** A model on the shelf, as models.db knows it. */
export interface LibraryModel {
  slug: string
  source: LibrarySource
  repoId: string
  /** The name of the model's folder. */
  modelId: string
  officialName: string
  cleanedName: string
  type: ModelType
  subtype: Subtype
  family: string
  /** The model's folder in the library, absolute. Of a model in place it holds metadata.json only. */
  path: string
  /** `shelved`: Weighthouse keeps the files in `path`. `in_place`: they are where the user keeps them, and only read. */
  storage: 'shelved' | 'in_place'
  /** Id of the root that holds a model in place. */
  root: string | undefined
  /** Its root is not there now (a drive that is not plugged in). Nothing of it counts as missing. */
  offline: boolean
  /** Files of it are gone although its root is there. */
  missing: boolean
  revision: string
  commit: string
  /** Bytes of all files. */
  sizeBytes: number
  fileCount: number
  /** UTC milliseconds. */
  addedAt: number
  updatedAt: number
  /** Those of the source and the user's, without those that he hides. */
  tags: string[]
  baseModels: string[]
  files: LibraryFile[]
  /** Which one of its family: `inpaint`, `schnell`, `14b-i2v`. */
  variant: string | undefined
  triggerWords: string[]
  /** Number of weights. */
  parameters: number | undefined
  /** The element type that most weights have: `bf16`, `fp8`, `q4_k`. */
  precision: string | undefined
  /** What a model that no source gave was found to be at a source. */
  identified: ModelMetadata['identified']
  /** How sure Weighthouse is of what it is; undefined for models that a source gave. */
  identification: { method: string; confidence: number; needsReview: boolean } | undefined
  /** The user's own words. */
  user: UserFields
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
  /** Only models of which it is not sure what they are. */
  needsReview?: boolean | undefined
  /** Only the user's favourites. */
  favourite?: boolean | undefined
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

export interface ScanOptions {
  /** Only this folder, which becomes a root if it is none; without it the library and all its roots. */
  path?: string | undefined
  /** How the folder of `path` is laid out; recognised without it. */
  layout?: LayoutName | undefined
  /** What the root of `path` is called. */
  name?: string | undefined
  /** Changes nothing; tells what would be found. */
  dryRun?: boolean | undefined
  /** False: only the library's own folders. */
  roots?: boolean | undefined
  /** Reads everything in the roots again, and takes up what somebody took out of the library. */
  again?: boolean | undefined
  /** Of `path`: all its models are really gone, its drive is not just away. */
  emptied?: boolean | undefined
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
  /**
   * Reads the library's folders and its roots, or one folder, into models.db. NOT_FOUND when there is no such folder; CONFLICT
   * when it lies in another root, in the library or the store, or holds one of them.
   */
  scan(options?: ScanOptions): Promise<ScanReport>
  /** The roots as they are now, in the order in which they were added. */
  roots(): LibraryRoot[]
  /**
   * Forgets a root by path, id or name, and its models with what the user said of them; the folders in it are not touched.
   * NOT_FOUND when there is none. Returns how many models were forgotten.
   */
  removeRoot(pathIdOrName: string, options?: { dryRun?: boolean }): Promise<{ root: LibraryRoot; models: number }>
  /**
   * Works out sha256 and BLAKE3 of files that have none. May be cut off at any time, and called again: what is done is kept.
   * NOT_FOUND when there is no such root.
   */
  hash(options?: HashOptions): Promise<HashReport>
  /**
   * Brings models of the user's onto the shelves. A killed import is brought to its end by the next call or the next scan, and
   * every byte is whole in one place or the other at any moment.
   *
   * NOT_FOUND (no such path, or the file was changed meanwhile); INVALID_ARGUMENT (no model in it); CONFLICT (a path of the
   * library, or something is in the way; nothing is ever replaced); UNSUPPORTED (a hard link to another disk);
   * VERIFICATION_FAILED (a copy differs); DISK_FULL.
   */
  import(options: ImportOptions): Promise<ImportReport>
  /** Every file that is known to have these bytes. */
  findByHash(sha256: string): Promise<{ model: LibraryModel; file: LibraryFile }[]>
  /**
   * Gives right bytes to the files, on the shelves and in the trash, that are hard links to a damaged blob, once the store has the right one; returns their
   * paths. `place` is where the damaged one lies now. See replaceDamagedFiles.ts.
   */
  replaceDamaged(damaged: { sha256: string; place: string }): Promise<string[]>
  /**
   * Runs `work` while nobody else changes the model's folder, then brings models.db to where the folder is and what it
   * holds; forgets the model when its folder has left the shelves. See order/whileAlone.ts.
   * @throws WeighthouseError CONFLICT, MODEL_NOT_FOUND
   */
  whileAlone<T>(slug: string, work: (held: HeldFolder) => Promise<T>): Promise<T>
  /**
   * Changes what metadata.json or overrides.json of a model say, and models.db with them; see rewriteModel.ts. The change is
   * made of what stands there when nobody else is at it.
   * @throws WeighthouseError MODEL_NOT_FOUND, CONFLICT, INVALID_CONFIG, INVALID_ARGUMENT, UNSUPPORTED
   */
  rewrite(slug: string, change: (model: ModelRecord) => ModelChange): Promise<LibraryModelDetail>
  /**
   * Slugs of models whose folder stands on another shelf than what they are now, as the user wants to see them; all, or of these
   * slugs. Only those that stand where Weighthouse put them, unless `wherever` is given.
   */
  offShelf(options?: { slugs?: readonly string[] | undefined; wherever?: boolean | undefined }): string[]
  /** Brings models.db to what one folder holds, relative to the library; forgets the model if it is gone from there. */
  reread(path: string): Promise<void>
  close(): Promise<void>
}
