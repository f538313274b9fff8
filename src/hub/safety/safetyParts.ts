import type { Database } from '../../database/database.ts'
import { promisingEnding } from '../../formats/scan/expectFormat.ts'
import type { Clock } from '../../foundation/time.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import type { KnownFile } from './safety.ts'

/** What is needed to look at blobs. */
export interface SafetyParts {
  database: Database
  store: Pick<BlobStore, 'localPath' | 'read'>
  clock: Clock
}

/** What two files must share to be the same to a scan: their bytes, and what their names promise. */
export function scanKey({ sha256, path }: KnownFile): string {
  return joinKey(sha256 ?? '', promisingEnding(path))
}

export function joinKey(sha256: string, ending: string): string {
  return `${sha256}.${ending}`
}
