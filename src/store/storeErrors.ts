import { dirname, resolve } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import type { BlobInfo } from './blobStore.ts'

/** @throws WeighthouseError INVALID_ARGUMENT when `path` does not lie directly in the incoming folder */
export function checkIncoming(path: string, incomingDirectory: string): void {
  if (dirname(resolve(path)) === resolve(incomingDirectory)) return
  throw new WeighthouseError('INVALID_ARGUMENT', `${path} is not in the store's incoming folder.`, {
    hint: `Only files in ${incomingDirectory} can be committed.`,
  })
}

/** The error of a file that has not the size of the blob that it should become. */
export function wrongSize(path: string, blob: BlobInfo, size: number): WeighthouseError {
  return new WeighthouseError(
    'VERIFICATION_FAILED',
    `The file ${path} has ${size} bytes, where the blob ${blob.sha256} has ${blob.size}.`,
    { hint: 'Download it again.', details: { path, sha256: blob.sha256, expected: blob.size, actual: size } },
  )
}

/** The error of a blob that is asked for and not there. */
export function notInStore(sha256: string, cause?: unknown): WeighthouseError {
  return new WeighthouseError('NOT_FOUND', `The blob ${sha256} is not in the store.`, {
    hint: 'Pull the model that needs it again.',
    details: { sha256 },
    cause,
  })
}

/** @throws WeighthouseError INVALID_ARGUMENT for a range that is none */
export function checkRange(range: { start: number; end: number } | undefined): void {
  if (!range || (Number.isSafeInteger(range.start) && range.start >= 0 && range.end >= range.start)) return
  throw new WeighthouseError('INVALID_ARGUMENT', `${range.start}-${range.end} is not a range of bytes.`, {
    hint: 'A range starts at 0 or later and ends no earlier than it starts.',
  })
}
