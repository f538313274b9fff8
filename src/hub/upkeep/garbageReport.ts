import type { UtcMilliseconds } from '../../foundation/time.ts'

/** So many blobs of so many bytes. */
export interface BlobCount {
  blobs: number
  bytes: number
}

/** What a collection of garbage took away, or would take away. Sizes in bytes. */
export interface GarbageReport {
  dryRun: boolean
  /** Blobs that nothing names and whose time of grace is over: removed, in a dry run only counted. */
  removed: BlobCount
  /** The same by the model that named them last, or whose old commit does; undefined for blobs that never had a name while anybody looked. */
  byRepo: (BlobCount & { slug: string | undefined })[]
  /** Blobs that nothing names, still in their time of grace. */
  waiting: BlobCount
  /** When the first of them is out of it. */
  nextAt: UtcMilliseconds | undefined
  /** Blobs that something names. */
  kept: BlobCount
  /** Left in the trash by a process that was killed, and removed now. */
  trash: BlobCount
  /** Partial downloads that nobody came back for, removed; 0 in a dry run. */
  incomingFiles: number
}

export interface GarbageOptions {
  /** Count, and change nothing. */
  dryRun?: boolean | undefined
  /** How long a blob that nothing names is kept, in milliseconds. Default 24 hours. */
  graceMs?: number | undefined
  /**
   * Also what only old commits of models name: neither the followed one nor the one on the shelf. Their files count as not
   * downloaded then.
   */
  oldCommits?: boolean | undefined
  /** Also when another house keeps blobs in the same store. */
  force?: boolean | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: { blobs: number; message: string }) => void) | undefined
  /** Called at every step; what it throws ends the collection there. For tests. */
  onStep?: ((step: GarbageStep) => void) | undefined
}

/** Every moment at which a collection may be cut off, in order; those of the store come in between (storeSteps.ts). */
export const garbageSteps = [
  'gc: marked',
  'gc: alone in the store',
  'gc: looked again',
  'gc: one blob is out',
  'gc: all are out',
  'gc: trash is empty',
] as const
export type GarbageStep = (typeof garbageSteps)[number]
