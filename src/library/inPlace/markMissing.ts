import { randomBytes } from 'node:crypto'

import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { IndexedModel } from '../indexRow.ts'
import { writeMetadataSync } from './writeModelFolderSync.ts'

/** Writes into metadata.json of these models that their files are gone; everything else that is known of them stays. */
export async function markMissing(
  directory: string,
  models: readonly IndexedModel[],
  now: UtcMilliseconds,
): Promise<IndexedModel[]> {
  const token = randomBytes(8).toString('hex')
  const since = new Date(now).toISOString()
  return models.map(({ path, metadata, overrides }) => {
    const files = metadata.files.map((file) => ({ ...file, missing_since: file.missing_since ?? since }))
    const next = { ...metadata, files, updated_at: since }
    return { path, metadata: next, overrides, stamp: writeMetadataSync(directory, path, next, token) }
  })
}
