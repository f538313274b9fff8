import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'

/** A folder with more in it is not looked through to the end. */
const mostSeen = 20_000
const unreadable = ['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP']

/**
 * Looks for a file below a folder that an application would list besides those that are wanted there: a download that is
 * not finished, or weights that the library does not know. Links are followed, as the applications do.
 *
 * @param endings lower case, with the dot
 * @returns its name, or what keeps the folder from being looked through; undefined when there is none
 */
export function findForeign(
  folder: string,
  endings: readonly string[],
  isWanted: (path: string) => boolean,
): string | undefined {
  const walked = new Set<string>()
  const open = [folder]
  let seen = 0
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const real = unlessUnreadable(() => realpathSync(path))
    if (real === undefined || walked.has(real)) continue
    walked.add(real)
    for (const entry of unlessUnreadable(() => readdirSync(path, { withFileTypes: true })) ?? []) {
      if (++seen > mostSeen) return `more than ${mostSeen} files`
      const place = join(path, entry.name)
      const kind = entry.isSymbolicLink() ? unlessUnreadable(() => statSync(place)) : entry
      if (kind?.isDirectory() && entry.name !== '.git') open.push(place)
      if (kind?.isFile() && endings.includes(extname(entry.name).toLowerCase()) && !isWanted(place)) {
        return basename(place)
      }
    }
  }
  return undefined
}

function unlessUnreadable<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (unreadable.includes(systemErrorCode(error) ?? '')) return undefined
    throw error
  }
}
