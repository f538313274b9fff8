import type { UtcMilliseconds } from '../foundation/time.ts'
import type { ModelType } from '../library/metadata.ts'
import type { DuplicateAction, DuplicateKind, Duplicates } from '../library/order/duplicates.ts'
import type { UnusedModel } from '../library/order/listUnused.ts'
import type { Usage } from '../library/order/measureUsage.ts'
import type { TrashEntry } from '../library/trash/trashEntry.ts'

/** Something that needs a model. */
export interface Use {
  kind: 'app' | 'job' | 'collection' | 'model'
  /** Id of the installation, the job, the collection, or slug of the model. */
  id: string
  /** In words. */
  says: string
}

/** A model that leaves its shelf, or would. */
export interface Removal {
  slug: string
  officialName: string
  storage: 'shelved' | 'in_place'
  /** Its folder in the library, absolute. */
  path: string
  /** Bytes. */
  sizeBytes: number
  usedBy: Use[]
  /** Why it cannot be removed now; empty when it can. */
  obstacles: string[]
  /** Its name in the trash; undefined in a dry run, and when it was deleted for good. */
  trashId: string | undefined
  dryRun: boolean
}

export interface RemoveOptions {
  dryRun?: boolean
  /** Leave the links in the applications. */
  keepLinks?: boolean
  /** Delete it for good. */
  purge?: boolean
}

export interface MoveOptions {
  /** The new name of the folder. */
  name?: string | undefined
  type?: ModelType | undefined
  family?: string | undefined
  dryRun?: boolean
}

/** A model's folder that has another place, or would. */
export interface Move {
  slug: string
  /** Folders, absolute. */
  from: string
  to: string
  /** Installations whose links were mended. */
  apps: string[]
  /** What did not change and why; empty for a shelved model. */
  note: string
  dryRun: boolean
}

export interface SettleOptions {
  /** Only these; all without it. */
  slugs?: readonly string[] | undefined
  chosen?: boolean | undefined
  signal?: AbortSignal | undefined
}

/** Folders that followed what their models are. */
export interface Settled {
  /** Folders, absolute. */
  moved: { slug: string; from: string; to: string }[]
  /** Models that stay where they are, so that the next scan tries again, or whose links could not all follow; and why. */
  problems: { slug: string; reason: string }[]
}

export interface Restored {
  slug: string
  /** Its folder, absolute. */
  path: string
  /** Installations that it is linked into again. */
  apps: string[]
  /** Links that could not be made again, with the reason. */
  problems: string[]
}

export interface EmptiedTrash {
  entries: TrashEntry[]
  /** Bytes of what is gone, or would go. */
  bytes: number
  /** What is not as it was when it came into the trash, and so was kept; the entry stays. */
  kept: { id: string; path: string; files: string[] }[]
  dryRun: boolean
}

export interface EmptyOptions {
  /** Only these entries. */
  ids?: readonly string[]
  /** Only what is there for longer, in milliseconds. */
  olderThanMs?: number
  dryRun?: boolean
  signal?: AbortSignal | undefined
}

/** The last change that can be taken back, and whether it was. */
export interface Undone {
  kind: 'removal' | 'move' | 'link'
  /** Empty for a linking of duplicates. */
  slug: string
  /** What was done, in words. */
  says: string
  /** When, UTC milliseconds. */
  at: UtcMilliseconds
  problems: string[]
  dryRun: boolean
}

export interface LinkOptions {
  dryRun?: boolean
  /** Also files in the user's own folders, among themselves. */
  inPlace?: boolean
  /** Only files with this hash. */
  sha256?: string | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: { done: number; bytes: number; totalBytes: number; path: string }) => void) | undefined
}

/**
 * Keeps the library in order: removes, moves, takes back; tells what is there twice, what takes the room, what nobody uses.
 *
 * - A removed model goes into the trash by one rename and comes back by one. Files that are not the model's keep their
 *   folder from being removed, and are never deleted when the trash is emptied.
 * - Of a model in place only what Weighthouse wrote of it goes or changes; the user's files are not touched.
 * - Links are taken back before a model leaves, and made again when it comes back, by the rules of its applications.
 * - Killed at any moment, a model is wholly on the shelf or wholly in the trash as soon as `recover` has run, which
 *   opening the house does.
 * - While a model is moved, no garbage is collected: its blobs always have a name.
 *
 * Errors: MODEL_NOT_FOUND; NOT_FOUND (no such entry, nothing to undo); CONFLICT (somebody works on the model, its place
 * is taken, its folder holds other files); INVALID_ARGUMENT (a name that may not be a folder's); UNSUPPORTED.
 */
export interface Order {
  /** Days that a model stays in the trash; 0 for as long as nobody empties it. */
  readonly trashDays: number
  remove(slug: string, options?: RemoveOptions): Promise<Removal>
  move(slug: string, options: MoveOptions): Promise<Move>
  /**
   * Moves the folders of models that are of another type or family than their shelf onto the right one, with their links. What
   * somebody moved himself stays there, unless `chosen` says that he has just decided what it is. Files in place are not touched.
   */
  settle(options?: SettleOptions): Promise<Settled>
  listTrash(): Promise<TrashEntry[]>
  restore(id: string, options?: { keepUnlinked?: boolean }): Promise<Restored>
  emptyTrash(options?: EmptyOptions): Promise<EmptiedTrash>
  /** Empties what has been in the trash for longer than the setting says. */
  expire(signal?: AbortSignal): Promise<EmptiedTrash>
  /** See findDuplicates.ts; all kinds unless said otherwise. */
  duplicates(kinds?: readonly DuplicateKind[]): Promise<Duplicates>
  /** Makes hard links of files with the same bytes; see linkDuplicates.ts. A dry run reads no bytes. */
  linkDuplicates(options?: LinkOptions): Promise<DuplicateAction[]>
  /** See measureUsage.ts. */
  usage(): Promise<Usage & { trashBytes: number }>
  /** See listUnused.ts; 30 days unless said otherwise, in milliseconds. */
  unused(olderThanMs?: number): Promise<UnusedModel[]>
  undo(options?: { dryRun?: boolean }): Promise<Undone>
  /** Ends what killed processes began. Returns what was done, in words. */
  recover(): Promise<string[]>
}
