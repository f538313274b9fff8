import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { AppAdapter, DetectedApp } from '../appAdapter.ts'

/** An application that is known by what lies in its folder. */
export interface FolderApp extends Omit<AppAdapter, 'detect'> {
  /**
   * What its folder has, relative to it: one of each list must be there. A name that ends with `*` stands for all that
   * begin so.
   */
  marks: readonly (readonly string[])[]
  /** A folder with one of these names is it, whatever it holds. */
  names?: readonly string[]
  /** What its folder must not have; a sister that grew from it has it. */
  foreignMarks?: readonly string[]
  /** Folders in which it may lie below the one that is given. */
  below?: readonly string[]
  /** Its models folder, relative, or worked out. */
  models: string | ((folder: string) => Promise<string>)
  /** Other folders that rules may name, relative; those that are not there are left out. */
  roots?: Readonly<Record<string, string>>
  /** Files that tell its version, relative, and where in them it stands. A folder `name*` is the first that begins so. */
  versions?: readonly (readonly [string, RegExp])[]
  features?: (folder: string) => Promise<string[]>
  /** What the user is asked for, in words. */
  hint: string
}

/** Makes the adapter of an application from what its folder looks like. */
export function createFolderAdapter(description: FolderApp): AppAdapter {
  const {
    marks,
    names: ownNames = [],
    foreignMarks = [],
    below = [],
    models,
    roots = {},
    versions = [],
    features,
    hint,
    ...adapter
  } = description
  return {
    ...adapter,
    async detect(path): Promise<DetectedApp> {
      if (!(await isFolder(path))) throw refuse(path, `${path} is not a folder`)
      for (const folder of [path, ...below.map((name) => join(path, name))]) {
        if (!(await isApp(folder))) continue
        const modelsPath = typeof models === 'string' ? join(folder, models) : await models(folder)
        if (!(await isFolder(modelsPath))) throw refuse(path, `its folder ${modelsPath} is missing`)
        return {
          path: await realpath(folder),
          version: await readVersion(folder),
          modelsPath: await realpath(modelsPath),
          roots: await findRoots(folder),
          features: (await features?.(folder)) ?? [],
        }
      }
      throw refuse(path, `it has no ${marks.map((names) => names.join(' or ')).join(', no ')}`)
    },
  }

  async function isApp(folder: string): Promise<boolean> {
    if (ownNames.includes(basename(folder))) return isFolder(folder)
    for (const name of foreignMarks) if (await exists(join(folder, name))) return false
    for (const names of marks) {
      const found = await Promise.all(names.map((name) => hasMark(folder, name)))
      if (!found.includes(true)) return false
    }
    return true
  }

  async function readVersion(folder: string): Promise<string> {
    for (const [name, pattern] of versions) {
      const path = await findPath(folder, name)
      const text = path && (await ifPresent(readFile(path, 'utf8'), 'ELOOP', 'EISDIR'))
      const version = text === undefined ? undefined : pattern.exec(text)?.[1]
      if (version !== undefined) return version
    }
    return 'unknown'
  }

  async function findRoots(folder: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const [name, path] of Object.entries(roots)) {
      if (await isFolder(join(folder, path))) found[name] = await realpath(join(folder, path))
    }
    return found
  }

  function refuse(path: string, reason: string): WeighthouseError {
    return new WeighthouseError('INVALID_ARGUMENT', `${path} is not a folder of ${adapter.name}: ${reason}.`, {
      hint,
      details: { path },
    })
  }
}

async function findPath(folder: string, name: string): Promise<string | undefined> {
  let path = folder
  for (const part of name.split('/')) {
    if (part.endsWith('*')) {
      const names = ((await ifPresent(readdir(path), 'ELOOP')) ?? []).sort()
      const found = names.find((each) => each.startsWith(part.slice(0, -1)))
      if (found === undefined) return undefined
      path = join(path, found)
    } else path = join(path, part)
  }
  return path
}

async function hasMark(folder: string, name: string): Promise<boolean> {
  if (!name.endsWith('*')) return exists(join(folder, name))
  const names = (await ifPresent(readdir(folder))) ?? []
  return names.some((each) => each.startsWith(name.slice(0, -1)))
}

async function exists(path: string): Promise<boolean> {
  return (await ifPresent(stat(path), 'ELOOP', 'EACCES')) !== undefined
}

export async function isFolder(path: string): Promise<boolean> {
  return (await ifPresent(stat(path), 'ELOOP', 'EACCES'))?.isDirectory() ?? false
}
