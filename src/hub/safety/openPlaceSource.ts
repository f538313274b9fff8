import { type FileSource, openFileSource } from '../../formats/bytes/openFileSource.ts'
import { isWeighthouseError, systemErrorCode } from '../../foundation/errors.ts'
import type { Place } from './safety.ts'

/** A file of the user's may be anything by now, and its drive may fail. */
const unreadable = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'EIO', 'ENXIO'])

/** Opens a file that has no blob, to read it at any place; undefined when it is not what it was. Close it. */
export async function openPlaceSource({ location, size, mtimeMs }: Place): Promise<FileSource | undefined> {
  try {
    const source = await openFileSource(location)
    if (source.size === size && source.mtimeMs === mtimeMs) return source
    await source.close()
    return undefined
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_ARGUMENT') || unreadable.has(systemErrorCode(error) ?? '')) return undefined
    throw error
  }
}
