import { constants, createReadStream, open, read, close } from 'node:fs'
import type { Readable } from 'node:stream'

import { systemErrorCode } from '../foundation/errors.ts'
import { checkRange, notInStore } from './storeErrors.ts'

/**
 * Streams a blob's file, or the bytes from `start` to `end` (inclusive).
 *
 * @throws WeighthouseError INVALID_ARGUMENT for a range that is none; NOT_FOUND as the stream's error
 */
export function readBlob(path: string, sha256: string, range?: { start: number; end: number }): Readable {
  checkRange(range)
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
      done(error && systemErrorCode(error) === 'ENOENT' ? notInStore(sha256) : error, descriptor)
    })
  }
}
