import { type RawBuilder, sql } from 'kysely'

import { findModelKeys } from '../../read/findModelKeys.ts'
import type { SearchWords } from '../parseWords.ts'
import { type EntryFilter, type RangeField, rangeFields } from '../searchQuery.ts'
import { matchAllWords, matchAnyWord } from './matchExpression.ts'

type Condition = RawBuilder<unknown>

/** Everything that a row `m` of models must fulfil, as one SQL expression. */
export function matchConditions({ words, filter }: { words: SearchWords; filter: EntryFilter }): Condition {
  const conditions = [...wordConditions(words), ...filterConditions(filter)]
  if (filter.source?.length) {
    // The index of sources finds their most downloaded at once, but narrows nothing down: `+` keeps SQLite from
    // choosing it over the index of a condition that does.
    const column = conditions.length === 0 ? sql`m.source` : sql`+m.source`
    conditions.push(sql`${column} IN (${sql.join(filter.source)})`)
  }
  if (!filter.removed) conditions.push(sql`m.removed_at IS NULL`)
  return conditions.length === 0 ? sql`TRUE` : sql.join(conditions, sql` AND `)
}

function wordConditions({ include, exclude }: SearchWords): Condition[] {
  const conditions: Condition[] = []
  if (include.length > 0) {
    conditions.push(sql`m.key IN (SELECT rowid FROM models_fts WHERE models_fts MATCH ${matchAllWords(include)})`)
  }
  if (exclude.length > 0) {
    conditions.push(sql`m.key NOT IN (SELECT rowid FROM models_fts WHERE models_fts MATCH ${matchAnyWord(exclude)})`)
  }
  return conditions
}

function filterConditions(filter: EntryFilter): Condition[] {
  const conditions: Condition[] = []
  for (const [column, values] of [
    ['author', filter.author],
    ['pipeline_tag', filter.task],
    ['library_name', filter.library],
    ['license', filter.license],
  ] as const) {
    if (values?.length) conditions.push(sql`${sql.ref(`m.${column}`)} IN (${sql.join(values)})`)
  }
  for (const kind of ['language', 'format'] as const) {
    const values = filter[kind]
    if (values?.length) conditions.push(hasTag(sql`t.kind = ${kind} AND t.tag IN (${sql.join(values)})`))
  }
  for (const tag of filter.tag ?? []) conditions.push(hasTag(tagCondition(tag)))
  if (filter.baseModel?.length) conditions.push(hasBaseModel(filter.baseModel))
  if (filter.gated !== undefined) conditions.push(sql`m.gated = ${filter.gated ? 1 : 0}`)
  if (filter.nsfwMask !== undefined) conditions.push(sql`(m.nsfw_level & ~${filter.nsfwMask}) = 0`)
  for (const field of rangeFields) {
    const { from, to } = filter.ranges?.[field] ?? {}
    const column = sql.ref(`m.${rangeColumns[field]}`)
    if (from !== undefined) conditions.push(sql`${column} >= ${from}`)
    if (to !== undefined) conditions.push(sql`${column} <= ${to}`)
  }
  return conditions
}

const rangeColumns = {
  parameters: 'parameters',
  bytes: 'storage_bytes',
  created: 'created_at',
  updated: 'last_modified',
  downloads: 'downloads',
  likes: 'likes',
} as const satisfies Record<RangeField, string>

function hasTag(condition: Condition): Condition {
  return sql`m.key IN (
    SELECT mt.model_key FROM tags AS t JOIN model_tags AS mt ON mt.tag_key = t.key WHERE ${condition})`
}

function tagCondition(tag: string): Condition {
  const colon = tag.indexOf(':')
  if (colon < 0) return sql`t.tag = ${tag}`
  return sql`(t.tag = ${tag} OR (t.tag = ${tag.slice(colon + 1)} AND t.kind = ${tag.slice(0, colon)}))`
}

function hasBaseModel(texts: readonly string[]): Condition {
  const bases = [
    sql`r.base_id IN (${sql.join(texts)})`,
    ...texts.flatMap(findModelKeys).map(({ source, id }) => sql`(r.base_id = ${id} AND r.source = ${source})`),
  ]
  return sql`m.key IN (SELECT r.derivative_key FROM base_model_relations AS r WHERE ${sql.join(bases, sql` OR `)})`
}
