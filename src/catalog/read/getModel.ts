import { sql } from 'kysely'
import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { licenseDetails } from '../../sources/huggingface/licenseDetails.ts'
import type { TagKind } from '../../sources/source.ts'
import type { CatalogEntry, CatalogModel, Relation } from '../catalog.ts'
import { type IndexView, keepRelative, type Relative } from '../index/indexView.ts'
import { readHistory } from '../trends/readSnapshots.ts'
import { fromDay } from '../trends/snapshotDay.ts'
import { unpackRecord } from '../write/packRecord.ts'
import { readRecord } from '../write/readRecord.ts'
import type { FoundModel } from './findModel.ts'
import { type ReadParts, readEntries, readEntriesByKey } from './readEntries.ts'

const mostChildren = 50
const recordSchema = z.record(z.string(), z.unknown())

/** Reads everything that the catalog holds of a model. */
export async function getModel(parts: ReadParts, model: FoundModel): Promise<CatalogModel> {
  const { kysely } = parts.database
  const entry = await readEntry(parts, model)
  const row = await kysely
    .selectFrom('model_records')
    .select('record')
    .where('model_key', '=', model.key)
    .executeTakeFirstOrThrow()
  const json = recordSchema.parse(JSON.parse(unpackRecord(row.record)))
  const { entry: derived } = readRecord(model.source, json)
  const { name, link } = licenseDetails(json)
  const view = await parts.index.read()
  // A model that names itself as its parent has no derivative more for that; getAncestry shows the circle.
  const isAnother = ({ key }: Relative) => key !== model.key
  const parents = view.parentsOf(model.key).filter(isAnother)
  const all = byDownloads(view, view.childrenOf(model.key).filter(isAnother))
  const children = all.slice(0, mostChildren).map(keepRelative)
  return {
    entry,
    record: json,
    tags: derived.tags.map(({ tag, kind }) => ({ tag, kind: kind satisfies TagKind })),
    files: derived.siblings.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    parents: await withEntries(parts, parents),
    children: await withEntries(parts, children),
    childrenTotal: all.length,
    datasets: derived.datasets,
    licenseName: name,
    licenseLink: link,
    history: (await readHistory(kysely, model.key)).map(({ day, ...counts }) => ({ day: fromDay(day), ...counts })),
    seenAt: await seenAt(parts, entry),
  }
}

/** @throws WeighthouseError MODEL_NOT_FOUND when the model was forgotten since it was found */
export async function readEntry(parts: ReadParts, { key, id }: FoundModel): Promise<CatalogEntry> {
  const [entry] = await readEntries(parts, [key])
  if (!entry) throw new WeighthouseError('MODEL_NOT_FOUND', `The catalog has forgotten ${id}.`)
  return entry
}

function byDownloads(view: IndexView, relatives: readonly Relative[]): Relative[] {
  const downloads = view.column('downloads')
  return relatives.toSorted((a, b) => (downloads[b.key ?? 0] ?? 0) - (downloads[a.key ?? 0] ?? 0))
}

async function withEntries(parts: ReadParts, relatives: readonly Relative[]): Promise<Relation[]> {
  const entries = await readEntriesByKey(
    parts,
    relatives.flatMap(({ key }) => key ?? []),
  )
  return relatives.map(({ key, id, relation, declared, depth }) => ({
    entry: key === undefined ? undefined : entries.get(key),
    id,
    relation,
    declared,
    depth,
  }))
}

/** A listed model was seen by the last full crawl that finished, if not later by a write of its own. */
async function seenAt({ database }: ReadParts, entry: CatalogEntry): Promise<number> {
  if (entry.removedAt !== undefined) return entry.indexedAt
  const { rows } = await sql<{ started: number | null }>`
    SELECT max(started_at) AS started FROM sync_runs
    WHERE source = ${entry.source} AND kind = 'full' AND state = 'completed'`.execute(database.kysely)
  return Math.max(entry.indexedAt, rows[0]?.started ?? 0)
}
