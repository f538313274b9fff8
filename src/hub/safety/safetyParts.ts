import { createHash } from 'node:crypto'

import type { Database } from '../../database/database.ts'
import { promisingEnding } from '../../formats/scan/expectFormat.ts'
import type { Clock } from '../../foundation/time.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import type { KnownFile, Place } from './safety.ts'

/** What is needed to look at blobs. */
export interface SafetyParts {
  database: Database
  store: Pick<BlobStore, 'localPath' | 'read'>
  clock: Clock
}

/** What two files must share to be the same to a scan: their bytes, and what their names promise. */
export function scanKey(file: KnownFile): string {
  return joinKey(bytesKey(file) ?? '', promisingEnding(file.path))
}

const placePrefix = 'place:'
/** As `like` has it: the keys of files without a blob. */
export const placePattern = `${placePrefix}%`

/** What stands for a file's bytes: their sha256, or where a file without a blob is, with its size and time; undefined for neither. */
export function bytesKey(file: KnownFile): string | undefined {
  const place = placeOf(file)
  if (!place) return file.sha256
  const { location, size, mtimeMs } = place
  return (
    placePrefix +
    createHash('sha256')
      .update(JSON.stringify([location, size, mtimeMs]))
      .digest('hex')
  )
}

/** Where a file is that has no blob. */
export function placeOf({ placement, location, size, mtimeMs }: KnownFile): Place | undefined {
  if (placement !== 'in_place' && placement !== 'own') return undefined
  return location === undefined || size === undefined || mtimeMs === undefined ? undefined : { location, size, mtimeMs }
}

export function joinKey(sha256: string, ending: string): string {
  return `${sha256}.${ending}`
}
