import { type Kysely, sql } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { Tables } from '../../database/schema.ts'
import type { IteratedEntry, IterateOptions } from '../catalog.ts'
import { checkFilter } from '../search/checkFilter.ts'
import { parseWords } from '../search/parseWords.ts'
import type { IndexPosition, SearchIndex } from '../search/searchIndex.ts'
import { readEntriesByKey } from './readEntries.ts'

const pageSize = 500

/** Streams the entries that pass a filter; see Catalog.iterateEntries. */
export async function* iterateEntries(
  { database, index }: { database: Database; index: SearchIndex },
  options: IterateOptions,
): AsyncGenerator<IteratedEntry, void, undefined> {
  const query = { words: parseWords(''), text: '', filter: checkFilter(options), sort: options.sort ?? 'key' } as const
  let left = options.limit ?? Infinity
  let after: IndexPosition | undefined
  while (left > 0) {
    const { keys, next } = await index.find({ ...query, after, limit: Math.min(pageSize, left) })
    const entries = await readEntriesByKey(database.kysely, keys)
    const records = options.withRecord ? await readRecords(database.kysely, keys) : undefined
    for (const key of keys) {
      const entry = entries.get(key)
      if (entry) yield { entry, record: records?.get(key) }
    }
    if (!next) return
    left -= keys.length
    after = next
  }
}

async function readRecords(kysely: Kysely<Tables>, keys: readonly number[]): Promise<Map<number, string>> {
  const list = sql<number>`(SELECT value FROM json_each(${JSON.stringify(keys)}))`
  const rows = await kysely.selectFrom('model_records').selectAll().where('model_key', 'in', list).execute()
  return new Map(rows.map(({ model_key, record }) => [model_key, record]))
}
