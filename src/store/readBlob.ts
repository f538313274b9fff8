import { constants, createReadStream, open, read, close } from 'node:fs'
import type { Readable } from 'node:stream'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'

/**
 * Streams a blob's file, or the bytes from `start` to `end` (inclusive).
 *
 * @throws WeighthouseError INVALID_ARGUMENT for a range that is none; NOT_FOUND as the stream's error
 */
export function readBlob(path: string, sha256: string, range?: { start: number; end: number }): Readable {
  if (range && !(Number.isSafeInteger(range.start) && range.start >= 0 && range.end >= range.start)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${range.start}-${range.end} is not a range of bytes.`, {
      hint: 'A range starts at 0 or later and ends no earlier than it starts.',
    })
  }
  return createReadStream(path, {
    highWaterMark: 1024 * 1024,
    ...range,
    fs: { open: openBlob, read, close },
  })

  function openBlob(
    name: string,
    _flags: string,
    _mode: number,
    done: (error: NodeJS.ErrnoException | null, descriptor: number) => void,
  ): void {
    open(name, constants.O_RDONLY | constants.O_NOFOLLOW, (error, descriptor) => {
      done(error && systemErrorCode(error) === 'ENOENT' ? notThere(sha256) : error, descriptor)
    })
  }
}

function notThere(sha256: string): WeighthouseError {
  return new WeighthouseError('NOT_FOUND', `The blob ${sha256} is not in the store.`, {
    hint: 'Pull the model that needs it again.',
    details: { sha256 },
  })
}
