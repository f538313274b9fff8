import type { Kysely } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import {
  arrayTypes,
  type CheckpointEnd,
  checkpointEndSchema,
  checkpointSetting,
  type KeptPart,
  partMetaSchema,
  readableVersions,
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
  return readableVersions.includes(versionSchema.parse(end).version) ? checkpointEndSchema.parse(end) : undefined
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
    const bytes = layout.reduce((sum, section) => sum + section.bytes, 0)
    const together = bytes <= mostTogether ? await readBlocks(kysely, row.id) : undefined
    const sections: KeptPart['sections'] = {}
    for (const section of layout) {
      const buffer = await readSection(kysely, row.id, section, together?.get(section.name))
      sections[section.name] = new arrayTypes[section.type](buffer)
    }
    parts.push({ id: row.id, name, stamp, meta, sections })
  }
  return parts
}

/** Bytes of a part whose blocks are read by one query. Most parts are small, and have many sections. */
const mostTogether = 8 * 1024 * 1024

/** By name of the section: its blocks, in order. */
async function readBlocks(kysely: Kysely<Tables>, id: number): Promise<Map<string, Uint8Array[]>> {
  const rows = await kysely
    .selectFrom('search_blocks')
    .select(['name', 'data'])
    .where('segment_id', '=', id)
    .orderBy('name')
    .orderBy('part')
    .execute()
  const blocks = new Map<string, Uint8Array[]>()
  for (const { name, data } of rows) {
    const known = blocks.get(name)
    if (known) known.push(data)
    else blocks.set(name, [data])
  }
  return blocks
}

/** @param blocks if they are read already */
async function readSection(
  kysely: Kysely<Tables>,
  id: number,
  { name, bytes }: { name: string; bytes: number },
  blocks: readonly Uint8Array[] = [],
): Promise<ArrayBuffer> {
  let whole: Uint8Array<ArrayBuffer> | undefined
  for (let offset = 0, part = 0; offset < bytes; part++) {
    const data = blocks[part] ?? (await readBlock(kysely, id, name, part))
    // What is one block needs no memory besides its own.
    if (data.length === bytes && data.buffer instanceof ArrayBuffer && data.buffer.byteLength === bytes) {
      return data.buffer
    }
    whole ??= new Uint8Array(bytes)
    whole.set(data, offset)
    offset += data.length
  }
  return whole?.buffer ?? new ArrayBuffer(0)
}

async function readBlock(kysely: Kysely<Tables>, id: number, name: string, part: number): Promise<Uint8Array> {
  const { data } = await kysely
    .selectFrom('search_blocks')
    .select('data')
    .where('segment_id', '=', id)
    .where('name', '=', name)
    .where('part', '=', part)
    .executeTakeFirstOrThrow()
  return data
}
