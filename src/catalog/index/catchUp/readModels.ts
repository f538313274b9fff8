import type { Kysely, Selectable } from 'kysely'

import type { ModelsTable, Tables } from '../../../database/schema.ts'
import { sourceNames } from '../../../ids/slug.ts'
import { unpackKeys } from '../../write/packKeys.ts'
import { type Attribute, attributeKinds, type IndexedModel, type IndexedNumbers } from '../indexedModel.ts'

const numberFields = [
  'key',
  'downloads',
  'likes',
  'trending_score',
  'rising_score',
  'created_at',
  'last_modified',
  'parameters',
  'storage_bytes',
  'weight_bytes',
  'gated',
  'removed_at',
  'nsfw_level',
] as const
const partFields = ['source', 'source_id', 'name', 'author', 'more_words', 'attributes'] as const

/** Keys that one query asks for; a thousand rows are read in some milliseconds. */
const keysAtOnce = 500

/** What the index keeps of these models; a key whose model is gone is left out. */
export async function readModels(kysely: Kysely<Tables>, keys: readonly number[]): Promise<IndexedModel[]> {
  const models: IndexedModel[] = []
  for (let start = 0; start < keys.length; start += keysAtOnce) {
    const rows = await kysely
      .selectFrom('models')
      .select([...numberFields, ...partFields])
      .where('key', 'in', keys.slice(start, start + keysAtOnce))
      .execute()
    for (const row of rows) {
      const source = sourceNames.find((name) => name === row.source)
      if (source === undefined) throw new TypeError(`Model ${row.key} is of the unknown source ${row.source}`)
      models.push({
        ...toNumbers(row),
        source,
        id: row.source_id,
        name: row.name,
        author: row.author ?? undefined,
        more: row.more_words ?? '',
        attributes: unpackKeys(row.attributes),
      })
    }
  }
  return models
}

export async function readNumbers(kysely: Kysely<Tables>, keys: readonly number[]): Promise<IndexedNumbers[]> {
  const models: IndexedNumbers[] = []
  for (let start = 0; start < keys.length; start += keysAtOnce) {
    const rows = await kysely
      .selectFrom('models')
      .select(numberFields)
      .where('key', 'in', keys.slice(start, start + keysAtOnce))
      .execute()
    models.push(...rows.map(toNumbers))
  }
  return models
}

/** Attributes that came after `seen`. Rows of `attributes` never change. */
export async function readAttributes(kysely: Kysely<Tables>, seen: number, limit: number): Promise<Attribute[]> {
  const rows = await kysely
    .selectFrom('attributes')
    .selectAll()
    .where('key', '>', seen)
    .orderBy('key')
    .limit(limit)
    .execute()
  return rows.map(({ key, kind, value }) => {
    const name = attributeKinds[kind]
    if (name === undefined) throw new TypeError(`Attribute ${key} is of the unknown kind ${kind}`)
    return { key, kind: name, value }
  })
}

function toNumbers(row: Pick<Selectable<ModelsTable>, (typeof numberFields)[number]>): IndexedNumbers {
  return {
    key: row.key,
    numbers: {
      downloads: row.downloads,
      likes: row.likes,
      trending: row.trending_score ?? Number.NaN,
      rising: row.rising_score ?? Number.NaN,
      created: row.created_at ?? Number.NaN,
      updated: row.last_modified ?? Number.NaN,
      parameters: row.parameters ?? Number.NaN,
      bytes: row.storage_bytes ?? Number.NaN,
      weights: row.weight_bytes ?? Number.NaN,
    },
    gated: row.gated === 1,
    removed: row.removed_at !== null,
    nsfwLevel: row.nsfw_level,
  }
}
