import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { systemErrorCode } from '../errors.ts'
import { ifPresent } from './ifPresent.ts'

/**
 * Makes a folder and those above it, as far as they are missing.
 *
 * Node's own `recursive` never returns where the folder above is there and making one in it says ENOENT, as `/proc` and
 * some network drives do; this one rejects.
 *
 * @returns the topmost folder that was made, undefined when all were there
 * @throws what the file system says; EEXIST when something else has the name
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const failure = await tryToMake(path)
  if (failure === undefined) return path
  if (await isFolder(path)) return undefined
  if (systemErrorCode(failure) !== 'ENOENT' || dirname(path) === path) throw failure
  const topmost = await makeFolder(dirname(path))
  const again = await tryToMake(path)
  // Another process may have been quicker.
  if (again !== undefined && !(await isFolder(path))) throw again
  return topmost ?? path
}

async function tryToMake(path: string): Promise<unknown> {
  try {
    await mkdir(path)
    return undefined
  } catch (error) {
    return error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await ifPresent(stat(path), 'EACCES', 'ELOOP'))?.isDirectory() ?? false
}
