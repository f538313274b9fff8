import { type Kysely, sql } from 'kysely'
import type { Selectable } from 'kysely'

import type { ModelsTable, Tables } from '../../database/schema.ts'
import type { SourceName } from '../../ids/slug.ts'
import { tagText } from '../../sources/tagText.ts'
import type { CatalogEntry } from '../catalog.ts'

/** The entries of these keys, in the order of the keys; a key whose model is gone is left out. */
export async function readEntries(kysely: Kysely<Tables>, keys: readonly number[]): Promise<CatalogEntry[]> {
  const entries = await readEntriesByKey(kysely, keys)
  return keys.flatMap((key) => entries.get(key) ?? [])
}

export async function readEntriesByKey(
  kysely: Kysely<Tables>,
  keys: readonly number[],
): Promise<Map<number, CatalogEntry>> {
  if (keys.length === 0) return new Map()
  // One parameter for all keys keeps the statement's text, and so its preparation, the same.
  const list = sql<number>`(SELECT value FROM json_each(${JSON.stringify(keys)}))`
  const models = await kysely.selectFrom('models').selectAll().where('key', 'in', list).execute()
  const tagRows = await kysely
    .selectFrom('model_tags')
    .innerJoin('tags', 'tags.key', 'model_tags.tag_key')
    .select(['model_tags.model_key', 'tags.tag', 'tags.kind'])
    .where('model_tags.model_key', 'in', list)
    .orderBy('model_tags.model_key')
    .orderBy('model_tags.tag_key')
    .execute()
  const tags = Map.groupBy(tagRows, (row) => row.model_key)
  return new Map(models.map((row) => [row.key, toCatalogEntry(row, tags.get(row.key)?.map(tagText) ?? [])]))
}

function toCatalogEntry(row: Selectable<ModelsTable>, tags: string[]): CatalogEntry {
  return {
    slug: row.slug,
    source: row.source as SourceName,
    id: row.source_id,
    name: row.name,
    author: row.author ?? undefined,
    task: row.pipeline_tag ?? undefined,
    library: row.library_name ?? undefined,
    license: row.license ?? undefined,
    downloads: row.downloads,
    likes: row.likes,
    trendingScore: row.trending_score ?? undefined,
    createdAt: row.created_at ?? undefined,
    updatedAt: row.last_modified ?? undefined,
    gated: row.gated === 1,
    parameters: row.parameters ?? undefined,
    storageBytes: row.storage_bytes ?? undefined,
    nsfwLevel: row.nsfw_level,
    revision: row.sha ?? undefined,
    removedAt: row.removed_at ?? undefined,
    indexedAt: row.indexed_at,
    // The same word may be there as two kinds.
    tags: [...new Set(tags)],
  }
}
