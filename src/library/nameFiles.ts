import { createHash } from 'node:crypto'
import { posix } from 'node:path'

import { checkRelativePath, unsafeReason } from '../ids/safePath.ts'
import { cleanName } from './cleanName.ts'
import { metadataFileName, overridesFileName } from './metadata.ts'
import { isShelvingName, shelvingMarkerName } from './shelvingMarker.ts'

const ours = new Set([metadataFileName, overridesFileName, shelvingMarkerName])

/**
 * Decides under which path each file of a repo stands in the model's folder: its own, except where that is one of
 * Weighthouse's own names (`metadata.json`) or differs from another file's only in case, which some disks cannot hold.
 * Such a file gets the first 8 hex digits of sha256(path) before its extension. The same list always gets the same names.
 *
 * @param options.mend a user's own files may have names that other systems cannot hold: those get cleaned names instead of
 *   being refused
 * @returns library path by repo path
 * @throws WeighthouseError UNSAFE_PATH naming the first path that must not touch a disk
 */
export function nameFiles(paths: readonly string[], options: { mend?: boolean } = {}): Map<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  // A name that is mended never takes that of a file which may keep its own.
  const rank = (path: string) => (options.mend && unsafeReason(path) !== undefined ? 1 : 0)
  for (const path of paths.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const wanted = options.mend ? mendPath(path) : checkRelativePath(path)
    const reserved = ours.has(wanted.toLowerCase()) || wanted.split('/').some(isShelvingName)
    const name = reserved || taken.has(wanted.toLowerCase()) ? distinguish(wanted, path) : wanted
    taken.add(name.toLowerCase())
    names.set(path, name)
  }
  return names
}

/** The path itself where every system can hold it; else each segment that some system cannot, cleaned. */
function mendPath(path: string): string {
  if (unsafeReason(path) === undefined) return path
  const segments = path.split(/[\\/]/).filter((segment) => !['', '.', '..'].includes(segment))
  const mended = segments.map((segment) => (unsafeReason(segment) === undefined ? segment : mendName(segment)))
  return mended.join('/') || cleanName(path)
}

function mendName(name: string): string {
  const { name: stem, ext } = posix.parse(name)
  const extension = /^\.[A-Za-z0-9_-]{1,20}$/.test(ext) ? ext : ''
  return cleanName(extension === '' ? name : stem) + extension
}

/** @param key what the path was before it was mended: two that are mended alike stay two */
function distinguish(path: string, key: string): string {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const flat = path.split('/').some(isShelvingName) ? path.replaceAll('/', '-').replace(/^\.+/, '') : path
  const { dir, name, ext } = posix.parse(flat)
  const safeExtension = isShelvingName(flat) || ext === '.shelving' ? '' : ext
  return posix.join(dir, `${name.slice(0, 200)}-${hash}${safeExtension}`)
}
