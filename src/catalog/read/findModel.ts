import { type Kysely, sql } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import type { SearchIndex } from '../search/searchIndex.ts'
import { findModelKeys } from './findModelKeys.ts'
import { findSimilar } from './findSimilar.ts'

export interface FoundModel {
  key: number
  source: string
  /** As the source writes it. */
  id: string
}

/**
 * Finds the model that a text names.
 * @throws WeighthouseError MODEL_NOT_FOUND with similar models in its hint; INVALID_ARGUMENT when the text can name none
 */
export async function findModel(
  { kysely, index }: { kysely: Kysely<Tables>; index: SearchIndex },
  slugOrId: string,
): Promise<FoundModel> {
  const text = slugOrId.trim()
  const bySlug = await kysely
    .selectFrom('models')
    .select(['key', 'source', 'source_id as id'])
    .where('slug', '=', text)
    .executeTakeFirst()
  if (bySlug) return bySlug

  const named = findModelKeys(text)
  // Says what is wrong with the text.
  if (named.length === 0) parseModelReference(text)
  for (const { source, id } of named) {
    const found = await findById(kysely, source, id)
    if (found) return found
  }

  const similar = await findSimilar({ kysely, index }, named[0]?.id ?? text)
  throw new WeighthouseError('MODEL_NOT_FOUND', `The catalog has no model ${JSON.stringify(text)}.`, {
    hint:
      similar.length > 0
        ? `Did you mean ${similar.join(', ')}?`
        : 'Find it with `weighthouse search`, or read its source first with `weighthouse sync`.',
    details: { model: text, similar },
  })
}

/** Ids that differ in case only do exist; the exact one wins, then one that is still listed, then the most downloaded. */
function findById(kysely: Kysely<Tables>, source: string, id: string): Promise<FoundModel | undefined> {
  return kysely
    .selectFrom('models')
    .select(['key', 'source', 'source_id as id'])
    .where('source_id', '=', id)
    .where('source', '=', source)
    .orderBy(sql`source_id = ${id} COLLATE BINARY`, 'desc')
    .orderBy(sql`removed_at IS NULL`, 'desc')
    .orderBy('downloads', 'desc')
    .limit(1)
    .executeTakeFirst()
}
