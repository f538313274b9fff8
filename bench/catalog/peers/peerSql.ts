import { tokenise } from '../../../src/catalog/index/words/tokenise.ts'
import type { SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import { type Dictionary, listKinds, singleKinds } from './peerRow.ts'

export type Engine = 'postgres' | 'sqlite'

/** A search as one SQL statement; rows of `field`, `value`, `count`: the total, the page, and the facets. */
export interface PeerQuery {
  sql: string
  parameters: (string | number)[]
}

/** The facets that every search of the bench counts. */
export const countedFacets = [
  'task',
  'library',
  'license',
  'license_class',
  'author',
  'language',
  'format',
  'tag',
] as const

const sortColumns: Record<string, string> = {
  relevance: 'downloads',
  downloads: 'downloads',
  likes: 'likes',
  trending: 'trending',
  created: 'created',
  updated: 'updated',
  parameters: 'parameters',
  bytes: 'bytes',
}

/**
 * The search in plain SQL: matches once, into a table for the statement, then page, total and a GROUP BY for each facet.
 *
 * Each word is a prefix of a word of the model, as in ours. Values are looked up beforehand, in memory and not on the
 * clock; the page is sorted by downloads where ours ranks by relevance, which is more work. Both are in the peers' favour.
 */
export function toPeerSql(query: SearchQuery, dictionary: Dictionary, engine: Engine): PeerQuery {
  const parameters: (string | number)[] = []
  const bind = (value: string | number) => `${engine === 'postgres' ? '$' : '?'}${parameters.push(value)}`
  const sort = sortColumns[query.sort ?? 'downloads'] ?? 'downloads'
  const columns = ['key', 'author', 'task', 'library', 'license', 'license_class', `${sort} AS sorted`]
  if (engine === 'postgres') columns.push('language', 'format', 'tag')
  const words = wordCondition(query, engine, bind)
  const conditions = [...(words ? [words] : []), ...filterConditions(query, dictionary, bind)]
  // CROSS JOIN makes SQLite begin with the words, which it cannot know to be the better way.
  const from = words && engine === 'sqlite' ? 'words CROSS JOIN models ON key = words.rowid' : 'models'
  const matches = `SELECT ${columns.join(', ')} FROM ${from} WHERE ${conditions.join(' AND ')}`
  const parts = [
    `SELECT 'total' AS field, NULL AS value, count(*) AS count FROM matches`,
    `SELECT * FROM (SELECT 'page', key, sorted FROM matches ORDER BY sorted DESC NULLS LAST, key LIMIT 20) AS page`,
    ...countedFacets.map((facet) => facetSql(facet, engine, conditions.length === 1)),
  ]
  return { sql: `WITH matches AS MATERIALIZED (${matches})\n${parts.join('\nUNION ALL ')}`, parameters }
}

/** `whole`: nothing is asked for, so that every model matches. */
function facetSql(facet: (typeof countedFacets)[number], engine: Engine, whole: boolean): string {
  const single = singleKinds.some((kind) => kind === facet)
  let from = `SELECT ${facet} AS value FROM matches WHERE ${facet} IS NOT NULL`
  if (!single && engine === 'postgres') from = `SELECT unnest(${facet}) AS value FROM matches`
  if (!single && engine === 'sqlite') {
    // Without CROSS SQLite reads all tags in order of value, which is faster for the whole catalog only.
    const join = whole ? 'JOIN' : 'CROSS JOIN'
    from = `SELECT attribute AS value FROM matches ${join} model_tags ON model = key WHERE kind = ${listKinds.findIndex((kind) => kind === facet)}`
  }
  return `SELECT * FROM (SELECT '${facet}', value, count(*) FROM (${from}) AS every GROUP BY value ORDER BY count(*) DESC LIMIT 20) AS counted`
}

function wordCondition(query: SearchQuery, engine: Engine, bind: (value: string) => string): string | undefined {
  const words = (query.query ?? '').split(/\s+/).filter(Boolean)
  const include = words.filter((word) => !word.startsWith('-')).flatMap((word) => tokenise(word))
  const exclude = words.filter((word) => word.startsWith('-')).flatMap((word) => tokenise(word.slice(1)))
  if (include.length === 0) return undefined
  if (engine === 'postgres') {
    const text = [...include.map((word) => `'${word}':*`), ...exclude.map((word) => `!'${word}':*`)].join(' & ')
    return `words @@ ${bind(text)}::tsquery`
  }
  const not = exclude.length > 0 ? ` NOT (${exclude.map((word) => `"${word}"*`).join(' OR ')})` : ''
  return `words MATCH ${bind(include.map((word) => `"${word}"*`).join(' ') + not)}`
}

function filterConditions(query: SearchQuery, dictionary: Dictionary, bind: (value: number) => string): string[] {
  const conditions = ['NOT removed']
  // No value has the key 0.
  const list = (keys: number[]) => `(${(keys.length > 0 ? keys : [0]).map(bind).join(', ')})`
  for (const field of singleKinds) {
    const { any, none } = split(query[field])
    const keys = (values: string[]) => list(values.flatMap((value) => dictionary.find(field, value)))
    if (any.length > 0) conditions.push(`${field} IN ${keys(any)}`)
    if (none.length > 0) conditions.push(`(${field} IS NULL OR ${field} NOT IN ${keys(none)})`)
  }
  const tagged = (keys: number[]) => `key IN (SELECT model FROM model_tags WHERE attribute IN ${list(keys)})`
  for (const field of ['language', 'format'] as const) {
    const { any, none } = split(query[field])
    const keys = (values: string[]) => values.flatMap((value) => dictionary.find(field, value))
    if (any.length > 0) conditions.push(tagged(keys(any)))
    if (none.length > 0) conditions.push(`NOT ${tagged(keys(none))}`)
  }
  const { any, none } = split(query.tag)
  for (const tag of any) conditions.push(tagged(dictionary.findTag(tag)))
  for (const tag of none) conditions.push(`NOT ${tagged(dictionary.findTag(tag))}`)
  for (const [field, range] of Object.entries(query.ranges ?? {})) {
    if (range.from !== undefined) conditions.push(`${field} >= ${bind(range.from)}`)
    if (range.to !== undefined) conditions.push(`${field} <= ${bind(range.to)}`)
  }
  if (query.gated !== undefined) conditions.push(query.gated ? 'gated' : 'NOT gated')
  return conditions
}

function split(values: readonly string[] | undefined): { any: string[]; none: string[] } {
  const none = (values ?? []).filter((value) => value.startsWith('!')).map((value) => value.slice(1))
  return { any: (values ?? []).filter((value) => !value.startsWith('!')), none }
}
