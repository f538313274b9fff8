import { join } from 'node:path'

import { readSmallFile } from '../identify/readSmallFile.ts'
import type { LibraryModelDetail } from '../library.ts'
import { longestPreview, pictureFormat } from './importSidecars.ts'

const mediaTypes: Record<string, string | undefined> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' }

/** The picture of a model: our copy, else the one beside it. Undefined when there is none, or it is no picture. */
export async function readPreview(
  model: Pick<LibraryModelDetail, 'metadata' | 'files' | 'path'>,
): Promise<{ mediaType: string; bytes: Buffer } | undefined> {
  for (const place of places(model)) {
    const bytes = await readSmallFile(place, longestPreview)
    const mediaType = bytes && mediaTypes[pictureFormat(bytes) ?? '']
    if (bytes && mediaType !== undefined) return { mediaType, bytes }
  }
  return undefined
}

function places({ metadata, files, path }: Pick<LibraryModelDetail, 'metadata' | 'files' | 'path'>): string[] {
  const beside = pictureBeside({ metadata, files }) ?? []
  const copy = metadata.preview_file?.path
  return copy === undefined || leaves(copy) ? [beside].flat() : [join(path, copy), beside].flat()
}

/** Where the picture beside a model is, absolute; undefined when there is none. */
export function pictureBeside({ metadata, files }: Pick<LibraryModelDetail, 'metadata' | 'files'>): string | undefined {
  const [first] = files
  if (metadata.preview === undefined || !first || leaves(metadata.preview)) return undefined
  return join(first.location.slice(0, first.location.length - first.path.length), metadata.preview)
}

/** metadata.json may have been written by anybody. */
function leaves(path: string): boolean {
  return path.startsWith('/') || path.split(/[\\/]/).includes('..')
}
