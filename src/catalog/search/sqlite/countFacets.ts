import { type Kysely, type RawBuilder, sql } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import type { IndexQuery } from '../searchIndex.ts'
import { type Facet, type FacetField, facetFields } from '../searchQuery.ts'
import { matchConditions } from './matchConditions.ts'

const mostFacetValues = 20

/** Counts the values of every facet field among all matches; the most frequent first, ties by value. */
export async function countFacets(kysely: Kysely<Tables>, query: IndexQuery): Promise<Facet[]> {
  const { rows } = await sql<{ field: FacetField; value: string; count: number }>`
    WITH
      matches AS MATERIALIZED (
        SELECT m.key, m.source, m.author, m.pipeline_tag AS task, m.library_name AS library, m.license
        FROM models AS m WHERE ${matchConditions(query)}),
      tag_counts AS MATERIALIZED (
        SELECT mt.tag_key, count(*) AS count
        FROM matches JOIN model_tags AS mt ON mt.model_key = matches.key GROUP BY mt.tag_key)
    ${sql.join(facetFields.map(countField), sql` UNION ALL `)}`.execute(kysely)
  return facetFields.map((field) => ({
    field,
    values: rows.filter((row) => row.field === field).map(({ value, count }) => ({ value, count })),
  }))
}

function countField(field: FacetField): RawBuilder<unknown> {
  switch (field) {
    case 'source':
    case 'author':
    case 'task':
    case 'library':
    case 'license':
      return sql`SELECT * FROM (
        SELECT ${sql.lit(field)} AS field, ${sql.ref(field)} AS value, count(*) AS count FROM matches
        WHERE ${sql.ref(field)} IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${mostFacetValues})`
    case 'language':
    case 'format':
    case 'tag':
      return sql`SELECT * FROM (
        SELECT ${sql.lit(field)} AS field, t.tag AS value, c.count AS count FROM tag_counts AS c
        JOIN tags AS t ON t.key = c.tag_key WHERE t.kind = ${field === 'tag' ? 'general' : field}
        ORDER BY 3 DESC, 2 LIMIT ${mostFacetValues})`
  }
}
