import type { ScanReport } from '../../formats/scan/scanFile.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { PulledFile } from '../pullPlan.ts'

/** What a scan found in a file, and when. */
export interface FileSafety extends ScanReport {
  scannedAt: UtcMilliseconds
}

/** What is known of a file; undefined when it was never looked at, or is not in the store. */
export type SafetyLookup = (file: KnownFile) => FileSafety | undefined

/** A file of a model, by what is known of it everywhere. One without a hash was not looked at. */
export interface KnownFile {
  path: string
  sha256: string | undefined
}

export interface ScanFilesOptions {
  signal?: AbortSignal | undefined
  /** Called as each file has been looked at. */
  onProgress?: ((progress: { done: number; total: number; path: string }) => void) | undefined
}

/**
 * Looks at files of the store before programs load them, and remembers what it found. Bytes are looked at once, however
 * many files have them, and again when the rules have changed. Every method may be called at any time, by several
 * processes at once. Nothing is ever executed or unpickled.
 */
export interface Safety {
  /** Looks at those of the files that were not looked at yet; returns what is known of all of them. */
  scan(files: readonly (KnownFile & Pick<PulledFile, 'size'>)[], options?: ScanFilesOptions): Promise<SafetyLookup>
  /** What is known of these files. */
  read(files: readonly KnownFile[]): Promise<SafetyLookup>
  /** What is known of a followed model's files that are here, by path; empty for a model that is not followed. */
  readModel(slug: string): Promise<Map<string, FileSafety>>
}
