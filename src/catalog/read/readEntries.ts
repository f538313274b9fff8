import type { Selectable } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { ModelsTable } from '../../database/schema.ts'
import { toSlug } from '../../ids/slug.ts'
import type { BaseModel } from '../../sources/source.ts'
import { tagText } from '../../sources/tagText.ts'
import type { CatalogEntry } from '../catalog.ts'
import type { Attribute, AttributeKind } from '../index/indexedModel.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { classifyLicense } from '../license/classifyLicense.ts'
import { unpackKeys } from '../write/packKeys.ts'
import { type KnownAttributes, readAttributesByKey } from './readAttributes.ts'
import { readSource } from './readSource.ts'

export interface ReadParts {
  database: Database
  index: SearchIndex
  /** Of a view that is at hand: saves asking the database whether there is a newer one. */
  attributes?: KnownAttributes | undefined
}

/** Keys that one query asks for. */
const keysAtOnce = 500

/** The entries of these keys, in the order of the keys; a key whose model is gone is left out. */
export async function readEntries(parts: ReadParts, keys: readonly number[]): Promise<CatalogEntry[]> {
  const entries = await readEntriesByKey(parts, keys)
  return keys.flatMap((key) => entries.get(key) ?? [])
}

export async function readEntriesByKey(parts: ReadParts, keys: readonly number[]): Promise<Map<number, CatalogEntry>> {
  const rows: Selectable<ModelsTable>[] = []
  for (let start = 0; start < keys.length; start += keysAtOnce) {
    const some = keys.slice(start, start + keysAtOnce)
    rows.push(...(await parts.database.kysely.selectFrom('models').selectAll().where('key', 'in', some).execute()))
  }
  const packed = new Map(rows.map((row) => [row.key, unpackKeys(row.attributes)]))
  const attributes = await readAttributesByKey(parts, new Set([...packed.values()].flat()))
  return new Map(
    rows.map((row) => [
      row.key,
      toCatalogEntry(
        row,
        (packed.get(row.key) ?? []).flatMap((key) => attributes.get(key) ?? []),
      ),
    ]),
  )
}

const relations: Partial<Record<AttributeKind, Pick<BaseModel, 'relation' | 'declared'>>> = {
  finetune: { relation: 'finetune', declared: true },
  adapter: { relation: 'adapter', declared: true },
  quantized: { relation: 'quantized', declared: true },
  merge: { relation: 'merge', declared: true },
  inferred_finetune: { relation: 'finetune', declared: false },
  inferred_adapter: { relation: 'adapter', declared: false },
  inferred_quantized: { relation: 'quantized', declared: false },
  inferred_merge: { relation: 'merge', declared: false },
}

function toCatalogEntry(row: Selectable<ModelsTable>, attributes: readonly Attribute[]): CatalogEntry {
  const source = readSource(row.source)
  const tags = attributes.filter(({ kind }) => kind !== 'author' && kind !== 'dataset' && relations[kind] === undefined)
  return {
    slug: toSlug({ source, id: row.source_id }),
    source,
    id: row.source_id,
    name: row.name,
    author: row.author ?? undefined,
    task: row.pipeline_tag ?? undefined,
    library: row.library_name ?? undefined,
    license: row.license ?? undefined,
    licenseClass: classifyLicense(row.license ?? undefined),
    downloads: row.downloads,
    likes: row.likes,
    trendingScore: row.trending_score ?? undefined,
    risingScore: row.rising_score ?? undefined,
    createdAt: row.created_at ?? undefined,
    updatedAt: row.last_modified ?? undefined,
    gated: row.gated === 1,
    parameters: row.parameters ?? undefined,
    storageBytes: row.storage_bytes ?? undefined,
    weightBytes: row.weight_bytes ?? undefined,
    nsfwLevel: row.nsfw_level,
    revision: row.sha ?? undefined,
    removedAt: row.removed_at ?? undefined,
    indexedAt: row.indexed_at,
    // The same word may be there as two kinds.
    tags: [...new Set(tags.map(({ kind, value }) => tagText({ kind, tag: value })))],
    baseModels: attributes.flatMap(({ kind, value }) => {
      const relation = relations[kind]
      return relation ? [{ id: value, ...relation }] : []
    }),
  }
}
