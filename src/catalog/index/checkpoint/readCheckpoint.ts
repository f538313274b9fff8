import type { Kysely } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import {
  arrayTypes,
  type CheckpointEnd,
  checkpointEndSchema,
  checkpointSetting,
  checkpointVersion,
  type KeptPart,
  partMetaSchema,
  versionSchema,
} from './checkpoint.ts'

/** Up to where the published checkpoint has everything; undefined when there is none, or one of another version. */
export async function readCheckpointEnd(kysely: Kysely<Tables>): Promise<CheckpointEnd | undefined> {
  const row = await kysely
    .selectFrom('setting')
    .select('value')
    .where('name', '=', checkpointSetting)
    .executeTakeFirst()
  if (!row) return undefined
  const end: unknown = JSON.parse(row.value)
  return versionSchema.parse(end).version === checkpointVersion ? checkpointEndSchema.parse(end) : undefined
}

/** Reads all parts that are published. To be called inside the same read transaction as {@link readCheckpointEnd}. */
export async function readCheckpoint(kysely: Kysely<Tables>): Promise<KeptPart[]> {
  const rows = await kysely
    .selectFrom('search_segments')
    .select(['id', 'meta'])
    .where('state', '=', 'live')
    .orderBy('id')
    .execute()
  const parts: KeptPart[] = []
  for (const row of rows) {
    const { name, stamp, layout, meta } = partMetaSchema.parse(JSON.parse(row.meta))
    const sections: KeptPart['sections'] = {}
    for (const section of layout) {
      const buffer = new ArrayBuffer(section.bytes)
      await readSection(kysely, row.id, section.name, new Uint8Array(buffer))
      sections[section.name] = new arrayTypes[section.type](buffer)
    }
    parts.push({ id: row.id, name, stamp, meta, sections })
  }
  return parts
}

async function readSection(kysely: Kysely<Tables>, id: number, name: string, into: Uint8Array): Promise<void> {
  let offset = 0
  for (let part = 0; offset < into.length; part++) {
    const { data } = await kysely
      .selectFrom('search_blocks')
      .select('data')
      .where('segment_id', '=', id)
      .where('name', '=', name)
      .where('part', '=', part)
      .executeTakeFirstOrThrow()
    into.set(data, offset)
    offset += data.length
  }
}
