import { type Kysely, sql } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import type { BaseModel } from '../../sources/source.ts'
import type { Relation } from '../catalog.ts'
import type { FoundModel } from './findModel.ts'
import { readEntriesByKey } from './readEntries.ts'

/** A relation at the other end of one step, before its entry is read. */
export interface Relative {
  /** Undefined for a parent that the catalog does not have. */
  key: number | undefined
  source: string
  id: string
  relation: BaseModel['relation']
  declared: boolean
}

interface Row {
  key: number | null
  source: string
  id: string
  relation: BaseModel['relation']
  declared: number
}

/*
 * The model that a relation `r` means by its base id. Ids are compared without case, as the sources do when they
 * redirect; of ids that differ in case only, the exact one is meant, else one that is still listed.
 */
const parentKey = sql`(
  SELECT x.key FROM models AS x WHERE x.source_id = r.base_id AND x.source = r.source
  ORDER BY x.source_id = r.base_id COLLATE BINARY DESC, x.removed_at IS NULL DESC, x.downloads DESC, x.key LIMIT 1)`

/** Parents of any of the models, the most downloaded first, missing ones last; a model is no parent of itself. */
export async function readParents(kysely: Kysely<Tables>, models: readonly FoundModel[]): Promise<Relative[]> {
  const { rows } = await sql<Row>`
    WITH steps AS (
      SELECT r.derivative_key, r.source, r.base_id, r.relation, r.declared, ${parentKey} AS parent_key
      FROM json_each(${keyList(models)}) AS given JOIN base_model_relations AS r ON r.derivative_key = given.value)
    SELECT m.key AS key, s.source, coalesce(m.source_id, s.base_id) AS id, s.relation, s.declared
    FROM steps AS s LEFT JOIN models AS m ON m.key = s.parent_key
    WHERE s.parent_key IS NOT s.derivative_key
    ORDER BY m.downloads DESC NULLS LAST, m.key, s.base_id`.execute(kysely)
  return rows.map(toRelative)
}

/** Children of any of the models, the most downloaded first; a model is no child of itself. */
export async function readChildren(kysely: Kysely<Tables>, models: readonly FoundModel[]): Promise<Relative[]> {
  const { rows } = await sql<Row>`
    SELECT c.key AS key, c.source, c.source_id AS id, r.relation, r.declared
    FROM json_each(${keyList(models)}) AS given
    JOIN models AS p ON p.key = given.value
    JOIN base_model_relations AS r ON r.base_id = p.source_id AND r.source = p.source
    JOIN models AS c ON c.key = r.derivative_key
    WHERE c.key <> p.key AND ${parentKey} = p.key
    ORDER BY c.downloads DESC, c.key, r.base_id`.execute(kysely)
  return rows.map(toRelative)
}

/** Reads the entries of relatives that the catalog has. */
export async function withEntries(
  kysely: Kysely<Tables>,
  relatives: readonly (Relative & { depth?: number })[],
): Promise<Relation[]> {
  const entries = await readEntriesByKey(
    kysely,
    relatives.flatMap(({ key }) => key ?? []),
  )
  return relatives.map(({ key, id, relation, declared, depth = 1 }) => ({
    entry: key === undefined ? undefined : entries.get(key),
    id,
    relation,
    declared,
    depth,
  }))
}

function keyList(models: readonly FoundModel[]): string {
  return JSON.stringify(models.map(({ key }) => key))
}

function toRelative({ key, source, id, relation, declared }: Row): Relative {
  return { key: key ?? undefined, source, id, relation, declared: declared === 1 }
}
