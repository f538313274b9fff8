import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'

/**
 * Lets `write` fill a file, which takes the place of one of that name when it is whole. What ends early leaves nothing.
 * @throws WeighthouseError INVALID_ARGUMENT when there can be no such file
 */
export async function writeWholeFile<T>(path: string, write: (output: WriteStream) => Promise<T>): Promise<T> {
  const part = `${path}.${process.pid}.part`
  try {
    const result = await write(createWriteStream(part))
    await rename(part, path)
    return result
  } catch (error) {
    await rm(part, { force: true })
    throw explain(error, path)
  }
}

/** What the user can mend about the file that was named; anything else is returned unchanged. */
function explain(error: unknown, path: string): unknown {
  const reasons: Record<string, string> = {
    ENOENT: `No file can be made in ${dirname(path)}.`,
    ENOTDIR: `${dirname(path)} is not a folder.`,
    EISDIR: `${path} is a folder.`,
  }
  const reason = reasons[systemErrorCode(error) ?? '']
  if (reason === undefined) return error
  return new WeighthouseError('INVALID_ARGUMENT', reason, {
    hint: 'Name a file in a folder that there is.',
    details: { file: path },
    cause: error,
  })
}
