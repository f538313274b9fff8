import { type Kysely, type RawBuilder, sql } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import { sourceNames } from '../../../ids/slug.ts'
import { findModelKeys } from '../../read/findModelKeys.ts'
import type { IndexMatches, IndexQuery } from '../searchIndex.ts'
import { matchConditions } from './matchConditions.ts'
import { matchAllWords } from './matchExpression.ts'
import { takePage } from './takePage.ts'

/*
 * The order of relevance. Its one home.
 *
 *   tier  = 1 when the text is the model's id, else 0
 *   score = words × (2 when the text is the model's name, else 1) × (1 + 20 × popularity²)
 *   words = bm25 with a word in the name counting 10, the author 5, a tag 2, anything else 1
 *   popularity = ln(1 + downloads) / ln(1 + most downloads of any model of the same source), 0 to 1
 *
 * By tier, then score. Downloads are compared within a source only: sources count them over different times. Names are
 * not unique, and the popular ones are taken many times, so a name alone does not come first.
 */
const words = sql`-bm25(models_fts, 10.0, 5.0, 2.0, 1.0)`
const exactName = 2
const popularityWeight = 20

interface Row {
  key: number
  tier: number
  score: number
}

/** A page of matches, the most relevant first. The query has words to include. */
export async function findByRelevance(
  kysely: Kysely<Tables>,
  query: IndexQuery,
): Promise<Pick<IndexMatches, 'keys' | 'next'>> {
  const { after } = query
  const text = query.text.trim()
  const position =
    after && Array.isArray(after.value)
      ? sql`(tier, score, key) < (${after.value[0]}, ${after.value[1]}, ${after.key})`
      : sql`TRUE`
  // bm25 can be asked for only where MATCH stands, and is dear: once for each match, kept.
  const { rows } = await sql<Row>`
    WITH
      hits AS MATERIALIZED (
        SELECT rowid AS key, ${words} AS words FROM models_fts
        WHERE models_fts MATCH ${matchAllWords(query.words.include)}),
      ranked AS (
        SELECT m.key AS key, ${tier(text)} AS tier,
          hits.words * (CASE WHEN m.name = ${text} COLLATE NOCASE THEN ${exactName} ELSE 1 END)
            * (1 + ${popularityWeight} * pow(${await popularity(kysely)}, 2)) AS score
        FROM hits JOIN models AS m ON m.key = hits.key
        WHERE ${matchConditions({ ...query, words: { ...query.words, include: [] } })})
    SELECT key, tier, score FROM ranked WHERE ${position}
    ORDER BY tier DESC, score DESC, key DESC LIMIT ${query.limit + 1}`.execute(kysely)
  return takePage(rows, query.limit, ({ key, tier, score }) => ({ key, value: [tier, score] }))
}

function tier(text: string): RawBuilder<unknown> {
  const ids = findModelKeys(text).map(({ source, id }) => sql`m.source_id = ${id} AND m.source = ${source}`)
  return ids.length === 0 ? sql`0` : sql`(${sql.join(ids, sql` OR `)})`
}

async function popularity(kysely: Kysely<Tables>): Promise<RawBuilder<unknown>> {
  // One seek into the index for each source; GROUP BY would read it all.
  const { rows } = await sql<{ source: string; most: number | null }>`
    SELECT value AS source, (SELECT max(downloads) FROM models WHERE source = value AND removed_at IS NULL) AS most
    FROM json_each(${JSON.stringify(sourceNames)})`.execute(kysely)
  const cases = rows
    .filter(({ most }) => most !== null && most > 0)
    .map(({ source, most }) => sql`WHEN ${source} THEN min(1, ln(1 + m.downloads) / ln(1 + ${most}))`)
  return cases.length === 0 ? sql`0` : sql`(CASE m.source ${sql.join(cases, sql` `)} ELSE 0 END)`
}
