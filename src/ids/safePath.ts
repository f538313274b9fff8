import { isAbsolute, join, relative, sep } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'

// Names that Windows gives to devices, with or without an extension.
// https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
const reservedName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/i

/**
 * Checks a file path that came from outside (a repo's file list, an archive, a mapping file) and returns it unchanged.
 * Accepted: relative paths with forward slashes whose every segment is a name that all platforms can hold.
 *
 * @throws WeighthouseError UNSAFE_PATH naming the path and what is wrong with it
 */
export function checkRelativePath(path: string): string {
  const reason = unsafeReason(path)
  if (reason) {
    throw new WeighthouseError('UNSAFE_PATH', `The file name ${JSON.stringify(path)} is not safe: ${reason}.`, {
      hint: "Leave the file out with --exclude, and tell the model's author.",
      details: { path },
    })
  }
  return path
}

/** Why `path` must not touch the disk, or undefined when it may. */
export function unsafeReason(path: string): string | undefined {
  if (path === '') return 'it is empty'
  if (path.length > 1024) return 'it is longer than 1,024 characters'
  if (/[\0-\x1f\x7f]/.test(path)) return 'it has a control character'
  if (!path.isWellFormed()) return 'it is not valid Unicode'
  if (path.includes('\\')) return 'it has a backslash'
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) return 'it is absolute'
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') return 'it has an empty segment'
    if (segment === '..') return 'it climbs out of its folder'
    if (Buffer.byteLength(segment) > 255) return 'a segment is longer than 255 bytes'
    if (/[<>:"|?*]/.test(segment)) return 'it has a character that Windows forbids'
    if (/[. ]$/.test(segment)) return 'a segment ends with a dot or a space'
    if (reservedName.test(segment)) return `${segment} is a device name on Windows`
  }
  return undefined
}

/**
 * Joins a checked outside path to a folder of ours.
 * @throws WeighthouseError UNSAFE_PATH when the result would lie outside `root`
 */
export function joinInside(root: string, path: string): string {
  const joined = join(root, checkRelativePath(path))
  const inside = relative(root, joined)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new WeighthouseError('UNSAFE_PATH', `The file name ${JSON.stringify(path)} leaves ${root}.`, {
      details: { path },
    })
  }
  return joined
}
