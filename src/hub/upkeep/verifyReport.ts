import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { BlobCount } from './garbageReport.ts'

/** A file of a repo that names a blob. */
export interface ArtifactName {
  slug: string
  commit: string
  path: string
}

/** A blob that is not what it should be. */
export interface Finding {
  sha256: string
  /** `bad`: other bytes; `unreadable`: the disk cannot read it; `missing`: an artifact says it is here, and it is not. */
  kind: 'bad' | 'unreadable' | 'missing'
  /** In words. */
  reason: string
  /** Bytes, of what is there; of what should be for one that is missing, if anybody knows. */
  size: number | undefined
  /** Where its bytes lie now; undefined for one that is missing, or that could not be moved. */
  place: string | undefined
  /** The files that need it, ten of them at most. */
  names: ArtifactName[]
  /** True once its right bytes are in the store again. */
  repaired: boolean
}

/** What a look at the store has found. */
export interface VerifyReport {
  /** When this look began, or the one that it went on with. */
  since: UtcMilliseconds
  /** Read whole, in this run. */
  checked: BlobCount
  /** Read since `since` by an earlier run, and not again. */
  skipped: BlobCount
  findings: Finding[]
  /** Files among the blobs that are none, the first hundred: nothing of ours, so they stay. */
  strangers: string[]
  /** True when every finding was repaired, and there was none without. */
  sound: boolean
}

export interface VerifyOptions {
  /** Blobs that were read since then are not read again. Default now. */
  since?: UtcMilliseconds | undefined
  /** Only this share of the blobs, above 0 and up to 1: those whose last look is longest ago. */
  sample?: number | undefined
  /** Only what this model names. */
  slug?: string | undefined
  signal?: AbortSignal | undefined
  /** Bytes, of this run and of those it went on with. */
  onProgress?: ((progress: { doneBytes: number; totalBytes: number }) => void) | undefined
  /** Called with each finding at once. */
  onFinding?: ((finding: Finding) => Promise<void>) | undefined
}
