import { join } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'

/** True for the one spelling that digests have here: 64 lower-case hex digits. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/**
 * Returns `sha256` when it is a digest, so that nothing else ever becomes part of a path.
 * @throws WeighthouseError INVALID_ARGUMENT
 */
export function checkSha256(sha256: string): string {
  if (isSha256(sha256)) return sha256
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(sha256.slice(0, 100))} is not a sha256.`, {
    hint: 'A sha256 has 64 hex digits in lower case.',
  })
}

/**
 * Where a blob lies: `blobs/sha256/ab/<64 hex>`, so that no folder of a million blobs grows beyond a few thousand names.
 * @throws WeighthouseError INVALID_ARGUMENT
 */
export function blobPath(blobsDirectory: string, sha256: string): string {
  checkSha256(sha256)
  return join(blobsDirectory, sha256.slice(0, 2), sha256)
}
