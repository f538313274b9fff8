import { lstat, opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'

/**
 * The files that a user's paths name: a file itself, or all files below a folder. Links below a folder are not followed.
 * @throws WeighthouseError FILE_NOT_FOUND
 */
export async function* listFiles(paths: readonly string[]): AsyncGenerator<string, void, undefined> {
  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'ENOENT' && systemErrorCode(error) !== 'ENOTDIR') throw error
      throw new WeighthouseError('FILE_NOT_FOUND', `${path} is not there.`, {
        hint: 'Check the path.',
        details: { path },
        cause: error,
      })
    })
    if (found.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string, void, undefined> {
  const names: string[] = []
  for await (const { name } of await opendir(folder)) names.push(name)
  for (const name of names.toSorted()) {
    const path = join(folder, name)
    const found = await lstat(path)
    if (found.isDirectory()) yield* filesBelow(path)
    else if (found.isFile()) yield path
  }
}
