import type { Database } from '../../database/database.ts'
import type { Clock } from '../../foundation/time.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import type { StoreLeases } from './storeLeases.ts'

/** What the library says of its shelves: every model with its commit and its files, streamed. */
export interface Shelves {
  iterate(): AsyncGenerator<{
    slug: string
    commit: string
    /** What lies in place has no blobs, whatever its hashes. */
    storage: 'shelved' | 'in_place'
    files: readonly { path: string; sha256: string | undefined; size: number }[]
  }>
}

/** What looking after the store is built from. */
export interface UpkeepParts {
  database: Database
  store: BlobStore
  shelves: Shelves
  leases: StoreLeases
  clock: Clock
  /** Bytes that the store may hold; undefined for as many as there is room for. */
  quotaBytes: number | undefined
  /** Bytes of the disk that downloads leave free. */
  minFreeBytes: number
}
