import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'

/**
 * Makes the folders `segments` below `root`, one in the other, and makes sure that each is a real directory: nothing is
 * ever written through a link that someone put into the library.
 *
 * @returns the innermost folder
 * @throws WeighthouseError CONFLICT when a link or a file has the name of one
 */
export async function makeFolders(root: string, segments: readonly string[]): Promise<string> {
  let folder = root
  for (const segment of segments) {
    folder = join(folder, segment)
    try {
      await mkdir(folder)
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error
      const found = await lstat(folder)
      if (!found.isDirectory()) {
        const what = found.isSymbolicLink() ? 'a symbolic link' : 'a file'
        throw new WeighthouseError('CONFLICT', `${folder} is ${what}, where a folder of the library must be.`, {
          hint: 'Move it aside and run the command again.',
          details: { path: folder },
          cause: error,
        })
      }
    }
  }
  return folder
}
