import type { ScanReport } from '../../formats/scan/scanFile.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { PulledFile } from '../pullPlan.ts'

export interface DangerousPlace extends Place {
  reasons: string[]
}

/** What a scan found in a file, and when. */
export interface FileSafety extends ScanReport {
  scannedAt: UtcMilliseconds
}

/** What is known of a file; undefined when it was never looked at, or is not in the store. */
export type SafetyLookup = (file: KnownFile) => FileSafety | undefined

/** A file of a model, by what is known of it everywhere. */
export interface KnownFile {
  path: string
  sha256: string | undefined
  /** Of a library file: how it shares its bytes. One that has no blob is looked at where it is. */
  placement?: string | undefined
  /** Absolute. */
  location?: string | undefined
  /** Bytes. */
  size?: number | undefined
  /** Modification time in milliseconds, with fractions. */
  mtimeMs?: number | undefined
}

/** A file that has no blob, as it was when it was last seen. */
export interface Place {
  location: string
  size: number
  mtimeMs: number
}

export interface ScanFilesOptions {
  signal?: AbortSignal | undefined
  /** Called as each file has been looked at. */
  onProgress?: ((progress: { done: number; total: number; path: string }) => void) | undefined
}

/**
 * Looks at files of the store, and where the user keeps them, before programs load them, and remembers what it found. Bytes are looked at once, however
 * many files have them, and again when the rules have changed. Every method may be called at any time, by several
 * processes at once. Nothing is ever executed or unpickled.
 *
 * A file without a blob is known by where it is, its size and its time, never by a hash that somebody tells of it: what is found
 * in it says nothing of a blob, and no blob says anything of it.
 */
export interface Safety {
  /** Looks at those of the files that were not looked at yet; returns what is known of all of them. */
  scan(files: readonly (KnownFile & Pick<PulledFile, 'size'>)[], options?: ScanFilesOptions): Promise<SafetyLookup>
  /** What is known of these files. */
  read(files: readonly KnownFile[]): Promise<SafetyLookup>
  /** Files without a blob that are dangerous, by location, as they were when somebody looked; and why. */
  dangerousPlaces(): Promise<Map<string, DangerousPlace>>
  /** What is known of a followed model's files that are here, by path; empty for a model that is not followed. */
  readModel(slug: string): Promise<Map<string, FileSafety>>
}
