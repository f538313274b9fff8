import type { Database } from '../../database/database.ts'
import type { IteratedEntry, IterateOptions } from '../catalog.ts'
import { toKeys } from '../index/docSet.ts'
import type { IndexPosition } from '../index/indexView.ts'
import { checkFilter } from '../search/checkFilter.ts'
import { checkSort } from '../search/checkSort.ts'
import { parseWords } from '../search/parseWords.ts'
import { unpackRecord } from '../write/packRecord.ts'
import { type ReadParts, readEntriesByKey } from './readEntries.ts'

/** Keys that one look at the index gives: each costs a pass over all matches. */
const keysAtOnce = 5_000
/** Entries that are read together. */
const entriesAtOnce = 500

/** Streams the entries that pass a filter; see Catalog.iterateEntries. */
export async function* iterateEntries(
  parts: ReadParts,
  options: IterateOptions,
): AsyncGenerator<IteratedEntry, void, undefined> {
  const { limit = Infinity, withRecord = false } = options
  let left = limit
  for await (const keys of findKeys(parts, options, limit)) {
    for (let start = 0; start < keys.length; start += entriesAtOnce) {
      const some = keys.slice(start, start + Math.min(entriesAtOnce, left))
      left -= some.length
      yield* readSome(parts, some, withRecord)
      if (left <= 0) return
    }
  }
}

async function* findKeys(
  { index }: ReadParts,
  options: IterateOptions,
  limit: number,
): AsyncGenerator<readonly number[], void, undefined> {
  const text = options.query ?? ''
  const words = parseWords(text)
  const filter = checkFilter(options)
  const sort = checkSort(options.sort) ?? (words.include.length > 0 ? 'relevance' : undefined)
  if (sort === undefined) {
    const view = await index.read()
    const all = toKeys(view.match({ words, filter }))
    for (let start = 0; start < all.length; start += keysAtOnce) {
      yield Array.from(all.subarray(start, start + keysAtOnce))
    }
    return
  }
  let after: IndexPosition | undefined
  do {
    const view = await index.read()
    const { keys, next } = view.find({ words, text, filter, sort, after, limit: Math.min(keysAtOnce, limit) })
    yield keys
    after = next
  } while (after)
}

async function* readSome(
  parts: ReadParts,
  keys: readonly number[],
  withRecord: boolean,
): AsyncGenerator<IteratedEntry, void, undefined> {
  const entries = await readEntriesByKey(parts, keys)
  const records = withRecord ? await readRecords(parts.database, keys) : undefined
  for (const key of keys) {
    const entry = entries.get(key)
    if (entry) yield { entry, record: records?.get(key) }
  }
}

async function readRecords({ kysely }: Database, keys: readonly number[]): Promise<Map<number, string>> {
  if (keys.length === 0) return new Map()
  const rows = await kysely.selectFrom('model_records').selectAll().where('model_key', 'in', keys).execute()
  return new Map(rows.map(({ model_key, record }) => [model_key, unpackRecord(record)]))
}
