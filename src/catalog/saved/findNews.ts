import type { Selectable } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { SavedSearchTable } from '../../database/schema.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import { toSlug } from '../../ids/slug.ts'
import { toKeys } from '../index/docSet.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { checkFilter } from '../search/checkFilter.ts'
import { parseWords } from '../search/parseWords.ts'
import { parseSearchText, type SearchText } from '../search/searchText.ts'
import { toSearchQuery } from '../search/toSearchQuery.ts'
import { packKeys, unpackKeys } from '../write/packKeys.ts'

/** Entries that one check keeps, the newest models first, and that a search holds in all. */
const mostEntries = 1000

/** Keys of all models that a search finds, ascending. */
export async function matchKeys(index: SearchIndex, search: SearchText): Promise<Uint32Array> {
  const query = toSearchQuery(search)
  const view = await index.read()
  return toKeys(view.match({ words: parseWords(query.query ?? ''), filter: checkFilter(query) }))
}

/**
 * Keeps what a search finds that it never found before. All in one transaction: a check that dies leaves nothing, and
 * of two at once the second finds nothing more.
 */
export async function findNews(
  { database, index }: { database: Database; index: SearchIndex },
  row: Selectable<SavedSearchTable>,
  now: UtcMilliseconds,
): Promise<void> {
  const found = await matchKeys(index, parseSearchText(row.query))
  const view = await index.read()
  const created = view.column('created')
  await database.write(async (transaction) => {
    const current = await transaction
      .selectFrom('saved_search')
      .select(['known_keys', 'webhook_url'])
      .where('id', '=', row.id)
      .executeTakeFirst()
    if (!current) return
    const known = new Set(unpackKeys(current.known_keys))
    const news = [...found].filter((key) => !known.has(key))
    const kept = news.toSorted((a, b) => (created[b] || 0) - (created[a] || 0)).slice(0, mostEntries)
    for (const key of kept) {
      const slug = toSlug({ source: view.sourceOf(key), id: view.idOf(key) })
      await transaction
        .insertInto('saved_search_entry')
        .values({ search_id: row.id, slug, found_at: now, seen: 0, announced: current.webhook_url === null ? 1 : 0 })
        .onConflict((conflict) => conflict.columns(['search_id', 'slug']).doNothing())
        .execute()
    }
    for (const key of news) known.add(key)
    await transaction
      .updateTable('saved_search')
      .set({ checked_at: now, known_keys: packKeys(Uint32Array.from(known).toSorted()) })
      .where('id', '=', row.id)
      .execute()
    await dropOldest(transaction, row.id)
  })
}

async function dropOldest(transaction: Parameters<Parameters<Database['write']>[0]>[0], id: string): Promise<void> {
  const beyond = await transaction
    .selectFrom('saved_search_entry')
    .select('found_at')
    .where('search_id', '=', id)
    .orderBy('found_at', 'desc')
    .offset(mostEntries)
    .limit(1)
    .executeTakeFirst()
  if (!beyond) return
  await transaction
    .deleteFrom('saved_search_entry')
    .where('search_id', '=', id)
    .where('found_at', '<', beyond.found_at)
    .execute()
}
