import { createHash } from 'node:crypto'
import { posix } from 'node:path'

import { checkRelativePath } from '../ids/safePath.ts'
import { metadataFileName, overridesFileName } from './metadata.ts'
import { isShelvingName, shelvingMarkerName } from './shelvingMarker.ts'

const ours = new Set([metadataFileName, overridesFileName, shelvingMarkerName])

/**
 * Decides under which path each file of a repo stands in the model's folder: its own, except where that is one of
 * Weighthouse's own names (`metadata.json`) or differs from another file's only in case, which some disks cannot hold.
 * Such a file gets the first 8 hex digits of sha256(path) before its extension. The same list always gets the same names.
 *
 * @returns library path by repo path
 * @throws WeighthouseError UNSAFE_PATH naming the first path that must not touch a disk
 */
export function nameFiles(paths: readonly string[]): Map<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const path of paths.toSorted((a, b) => (a < b ? -1 : 1))) {
    checkRelativePath(path)
    const reserved = ours.has(path.toLowerCase()) || path.split('/').some(isShelvingName)
    const name = reserved || taken.has(path.toLowerCase()) ? distinguish(path) : path
    taken.add(name.toLowerCase())
    names.set(path, name)
  }
  return names
}

function distinguish(path: string): string {
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8)
  const flat = path.split('/').some(isShelvingName) ? path.replaceAll('/', '-').replace(/^\.+/, '') : path
  const { dir, name, ext } = posix.parse(flat)
  const safeExtension = isShelvingName(flat) || ext === '.shelving' ? '' : ext
  return posix.join(dir, `${name.slice(0, 200)}-${hash}${safeExtension}`)
}
