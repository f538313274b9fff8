import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { BlobCount } from './garbageReport.ts'

/** What the store holds, and for whom. Sizes in bytes. */
export interface StoreStatistics {
  /** A folder, or `s3://bucket/prefix`. */
  address: string
  total: BlobCount
  /** Blobs that a repo, a library model or a hard link from outside names. */
  named: BlobCount
  /** Blobs that nothing names; `gc` removes them after their time of grace. */
  unnamed: BlobCount
  /** Blobs that more than one model names. */
  shared: BlobCount
  /** Bytes that the models would take more, if each had its own copy. */
  savedBytes: number
  /** Models that name blobs which are here, the largest first, a hundred at most. */
  models: ModelUse[]
  /** How many models name blobs which are here. */
  modelCount: number
  /** Partial downloads, with their journals. */
  incoming: { files: number; bytes: number }
  quarantine: BlobCount
  trash: BlobCount
  /** Free in the file system of the incoming folder, which for a local store is that of the blobs, too. */
  freeBytes: number
  quotaBytes: number | undefined
  minFreeBytes: number
  verified: {
    /** Blobs whose bytes were read at least once after they came. */
    blobs: number
    /** The look that is longest ago, of all blobs that were looked at. */
    oldestAt: UtcMilliseconds | undefined
    newestAt: UtcMilliseconds | undefined
  }
  /** Blobs that were found damaged or missing and not fetched again since. */
  lost: number
}

/** What one model has in the store. */
export interface ModelUse extends BlobCount {
  slug: string
  /** Bytes of the blobs that no other model names: what would be free without it. */
  ownBytes: number
}
