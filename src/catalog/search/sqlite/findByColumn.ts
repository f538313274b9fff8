import { type Kysely, sql } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import type { IndexMatches, IndexPosition, IndexQuery } from '../searchIndex.ts'
import type { SearchSort } from '../searchQuery.ts'
import { matchConditions } from './matchConditions.ts'
import { takePage } from './takePage.ts'

interface Row {
  key: number
  value: string | number | null
}

/**
 * A page of matches in the order of one column. Models without the value come after all that have one, as a second
 * stretch with its own query, so that each stretch is one seek into the column's index.
 */
export async function findByColumn(
  kysely: Kysely<Tables>,
  query: IndexQuery,
): Promise<Pick<IndexMatches, 'keys' | 'next'>> {
  const wanted = query.limit + 1
  const inNullStretch = query.after?.value === null
  const rows = inNullStretch ? [] : await findWithValue(kysely, query, wanted)
  if (rows.length < wanted && isNullable(query.sort)) {
    rows.push(...(await findWithoutValue(kysely, query, wanted - rows.length, inNullStretch)))
  }
  return takePage(rows, query.limit, ({ key, value }): IndexPosition => ({ key, value }))
}

async function findWithValue(kysely: Kysely<Tables>, query: IndexQuery, limit: number): Promise<Row[]> {
  const { column, ascending } = order(query.sort)
  const { after } = query
  const direction = ascending ? sql`ASC` : sql`DESC`
  const isAfter = ascending ? sql`>` : sql`<`
  const position = after ? sql`(${column}, m.key) ${isAfter} (${after.value}, ${after.key})` : sql`TRUE`
  const { rows } = await sql<Row>`
    SELECT m.key AS key, ${column} AS value FROM models AS m
    WHERE ${matchConditions(query)} AND ${column} IS NOT NULL AND ${position}
    ORDER BY ${column} ${direction}, m.key ${direction} LIMIT ${limit}`.execute(kysely)
  return rows
}

async function findWithoutValue(
  kysely: Kysely<Tables>,
  query: IndexQuery,
  limit: number,
  continued: boolean,
): Promise<Row[]> {
  const { column } = order(query.sort)
  const position = continued && query.after ? sql`m.key < ${query.after.key}` : sql`TRUE`
  const { rows } = await sql<Row>`
    SELECT m.key AS key, NULL AS value FROM models AS m
    WHERE ${matchConditions(query)} AND ${column} IS NULL AND ${position}
    ORDER BY m.key DESC LIMIT ${limit}`.execute(kysely)
  return rows
}

function isNullable(sort: IndexQuery['sort']): boolean {
  return ['trending', 'created', 'updated', 'parameters', 'bytes'].includes(sort)
}

const columns = {
  // Without words every model is equally relevant.
  relevance: 'downloads',
  trending: 'trending_score',
  downloads: 'downloads',
  likes: 'likes',
  created: 'created_at',
  updated: 'last_modified',
  parameters: 'parameters',
  bytes: 'storage_bytes',
  name: 'name',
  key: 'key',
} as const satisfies Record<SearchSort | 'key', string>

function order(sort: IndexQuery['sort']) {
  const column = sql.ref(`m.${columns[sort]}`)
  if (sort === 'name') return { column: sql`${column} COLLATE NOCASE`, ascending: true }
  return { column, ascending: sort === 'key' }
}
