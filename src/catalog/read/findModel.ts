import { WeighthouseError } from '../../foundation/errors.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import type { SourceName } from '../../ids/slug.ts'
import { findAlike } from './findAlike.ts'
import { findModelKeys } from './findModelKeys.ts'
import type { ReadParts } from './readEntries.ts'

export interface FoundModel {
  key: number
  source: SourceName
  /** As the source writes it. */
  id: string
}

/**
 * Finds the model that a text names.
 * @throws WeighthouseError MODEL_NOT_FOUND with similar models in its hint; INVALID_ARGUMENT when the text can name none
 */
export async function findModel(parts: ReadParts, slugOrId: string): Promise<FoundModel> {
  const text = slugOrId.trim()
  const named = findModelKeys(text)
  // Says what is wrong with the text.
  if (named.length === 0) parseModelReference(text)
  for (const { source, id } of named) {
    const found = await findById(parts, source, id)
    if (found) return found
  }

  const similar = await findAlike(parts, named[0]?.id ?? text)
  throw new WeighthouseError('MODEL_NOT_FOUND', `The catalog has no model ${JSON.stringify(text)}.`, {
    hint:
      similar.length > 0
        ? `Did you mean ${similar.join(', ')}?`
        : 'Find it with `weighthouse search`, or read its source first with `weighthouse sync`.',
    details: { model: text, similar },
  })
}

/** Ids that differ in case only do exist; the exact one wins, then one that is still listed, then the most downloaded. */
async function findById({ database }: ReadParts, source: SourceName, id: string): Promise<FoundModel | undefined> {
  const rows = await database.kysely
    .selectFrom('models')
    .select(['key', 'source_id', 'removed_at', 'downloads'])
    .where(({ fn, eb }) => eb(fn<string>('lower', ['source_id']), '=', fn<string>('lower', [eb.val(id)])))
    .where('source', '=', source)
    .execute()
  const [best] = rows.toSorted(
    (a, b) =>
      Number(b.source_id === id) - Number(a.source_id === id) ||
      Number(b.removed_at === null) - Number(a.removed_at === null) ||
      b.downloads - a.downloads,
  )
  return best && { key: best.key, source, id: best.source_id }
}
