import { randomBytes } from 'node:crypto'

import { checkSha256, isSha256 } from '../blobPath.ts'
import { checkHouseId, isHouseId } from '../houses.ts'

/** The keys of a store in a bucket; the same names as in a local store's folder. */
export interface S3Keys {
  readonly blobs: string
  readonly quarantine: string
  readonly houses: string
  /** @throws WeighthouseError INVALID_ARGUMENT */
  blob(sha256: string): string
  /** The digest that a key names, undefined for any other key. */
  sha256Of(key: string): string | undefined
  /** A new name in the quarantine. */
  aside(sha256: string): string
  asideSha256(key: string): string | undefined
  /** @throws WeighthouseError INVALID_ARGUMENT */
  house(id: string): string
  houseId(key: string): string | undefined
}

/** @param prefix empty, or ends with a slash */
export function createS3Keys(prefix: string): S3Keys {
  const blobs = `${prefix}blobs/sha256/`
  const quarantine = `${prefix}quarantine/`
  const houses = `${prefix}houses/`
  const blob = (sha256: string) => `${blobs}${checkSha256(sha256).slice(0, 2)}/${sha256}`
  const below = (folder: string, key: string) => (key.startsWith(folder) ? key.slice(folder.length) : '')
  return {
    blobs,
    quarantine,
    houses,
    blob,
    sha256Of(key) {
      const name = key.slice(-64)
      return isSha256(name) && key === blob(name) ? name : undefined
    },
    aside: (sha256) => `${quarantine}${checkSha256(sha256)}.${randomBytes(4).toString('hex')}`,
    asideSha256: (key) => /^([0-9a-f]{64})\.[0-9a-f]{8}$/.exec(below(quarantine, key))?.[1],
    house: (id) => houses + checkHouseId(id),
    houseId(key) {
      const id = below(houses, key)
      return isHouseId(id) ? id : undefined
    },
  }
}
