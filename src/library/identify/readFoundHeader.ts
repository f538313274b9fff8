import type { ModelHeader } from '../../formats/modelHeader.ts'
import { readModelHeader } from '../../formats/readModelHeader.ts'
import { isWeighthouseError, systemErrorCode } from '../../foundation/errors.ts'
import type { FoundFile } from '../layouts/foundModel.ts'
import type { BrokenHeader } from './identification.ts'

/** Reads the header of a file where it lies; undefined for one that is gone or forbidden. */
export async function readFoundHeader({
  location,
  path,
}: Pick<FoundFile, 'location' | 'path'>): Promise<ModelHeader | BrokenHeader | undefined> {
  try {
    return await readModelHeader(location, path)
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_ARGUMENT')) return { kind: 'broken', reason: error.message }
    if (isWeighthouseError(error, 'NOT_FOUND', 'FILE_NOT_FOUND')) return undefined
    if (unreadable.has(systemErrorCode(error) ?? '')) return undefined
    throw error
  }
}

const unreadable = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'EIO', 'ENXIO'])
