import { type Kysely, sql } from 'kysely'
import { z } from 'zod'

import type { Tables } from '../../database/schema.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { TagKind } from '../../sources/source.ts'
import type { CatalogEntry, CatalogModel } from '../catalog.ts'
import type { FoundModel } from './findModel.ts'
import { readEntries } from './readEntries.ts'
import { readChildren, readParents, withEntries } from './readRelatives.ts'

const mostChildren = 50
const recordSchema = z.record(z.string(), z.unknown())

/** Reads everything that the catalog holds of a model. */
export async function getModel(kysely: Kysely<Tables>, model: FoundModel): Promise<CatalogModel> {
  const { key } = model
  const entry = await readEntry(kysely, model)
  const { record } = await kysely
    .selectFrom('model_records')
    .select('record')
    .where('model_key', '=', key)
    .executeTakeFirstOrThrow()
  const tags = await kysely
    .selectFrom('model_tags')
    .innerJoin('tags', 'tags.key', 'model_tags.tag_key')
    .select(['tags.tag', 'tags.kind'])
    .where('model_tags.model_key', '=', key)
    .orderBy('tags.kind')
    .orderBy('tags.tag')
    .execute()
  const files = await kysely
    .selectFrom('model_siblings')
    .select(['path', 'size', 'sha256'])
    .where('model_key', '=', key)
    .orderBy('path')
    .execute()
  const datasets = await kysely
    .selectFrom('dataset_relations')
    .select('dataset')
    .where('model_key', '=', key)
    .orderBy('dataset')
    .execute()
  const children = await readChildren(kysely, [model])
  return {
    entry,
    record: recordSchema.parse(JSON.parse(record)),
    tags: tags.map(({ tag, kind }) => ({ tag, kind: kind as TagKind })),
    files: files.map(({ path, size, sha256 }) => ({ path, size: size ?? undefined, sha256: sha256 ?? undefined })),
    parents: await withEntries(kysely, await readParents(kysely, [model])),
    children: await withEntries(kysely, children.slice(0, mostChildren)),
    childrenTotal: children.length,
    datasets: datasets.map(({ dataset }) => dataset),
    seenAt: await seenAt(kysely, entry),
  }
}

/** @throws WeighthouseError MODEL_NOT_FOUND when the model was forgotten since it was found */
export async function readEntry(kysely: Kysely<Tables>, { key, id }: FoundModel): Promise<CatalogEntry> {
  const [entry] = await readEntries(kysely, [key])
  if (!entry) throw new WeighthouseError('MODEL_NOT_FOUND', `The catalog has forgotten ${id}.`)
  return entry
}

/** A listed model was seen by the last full crawl that finished, if not later by a write of its own. */
async function seenAt(kysely: Kysely<Tables>, entry: CatalogEntry): Promise<number> {
  if (entry.removedAt !== undefined) return entry.indexedAt
  const { rows } = await sql<{ started: number | null }>`
    SELECT max(started_at) AS started FROM sync_runs
    WHERE source = ${entry.source} AND kind = 'full' AND state = 'completed'`.execute(kysely)
  return Math.max(entry.indexedAt, rows[0]?.started ?? 0)
}
