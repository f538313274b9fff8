import type { Transaction } from 'kysely'

import type { Database } from '../../../database/database.ts'
import type { Tables } from '../../../database/schema.ts'
import type { UtcMilliseconds } from '../../../foundation/time.ts'
import type { StatePart } from '../indexState.ts'
import { type ArrayType, arrayTypes } from './checkpoint.ts'

/** Bytes of a block: large enough to be read fast, small enough that writing one never holds the process up. */
const blockBytes = 2 * 1024 * 1024
/** Bytes written before others get their turn. */
const sliceBytes = 2 * 1024 * 1024

/**
 * Writes a part under a new row that nobody reads yet, in several transactions with a pause after each.
 * @returns the row's id, for {@link publishCheckpoint}; undefined when another process has taken it for left behind, since
 *   this one slept for so long
 */
export async function writePart(
  database: Database,
  { name, stamp, read }: StatePart,
  now: UtcMilliseconds,
): Promise<number | undefined> {
  const { meta, sections } = read()
  const named = Object.entries(sections)
  const layout = named.map(([section, array]) => ({ name: section, type: arrayType(array), bytes: array.byteLength }))
  const { id } = await database.write((transaction) =>
    transaction
      .insertInto('search_segments')
      .values({ state: 'building', meta: JSON.stringify({ name, stamp, layout, meta }), created_at: now })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  let blocks: { segment_id: number; name: string; part: number; data: Uint8Array }[] = []
  let pending = 0
  const flush = async () => {
    const rows = blocks
    blocks = []
    pending = 0
    const isThere = rows.length === 0 || (await database.write((transaction) => insertBlocks(transaction, id, rows)))
    await new Promise(setImmediate)
    return isThere
  }
  for (const [section, array] of named) {
    for (let start = 0, part = 0; start < array.byteLength; start += blockBytes, part++) {
      const length = Math.min(blockBytes, array.byteLength - start)
      blocks.push({
        segment_id: id,
        name: section,
        part,
        data: new Uint8Array(array.buffer, array.byteOffset + start, length),
      })
      pending += length
      if (pending >= sliceBytes && !(await flush())) return undefined
    }
  }
  return (await flush()) ? id : undefined
}

/** @returns false when the part's row is gone */
async function insertBlocks(
  transaction: Transaction<Tables>,
  id: number,
  rows: readonly { segment_id: number; name: string; part: number; data: Uint8Array }[],
): Promise<boolean> {
  const row = await transaction.selectFrom('search_segments').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) return false
  for (const block of rows) await transaction.insertInto('search_blocks').values(block).execute()
  return true
}

function arrayType(array: ArrayBufferView): ArrayType {
  for (const [type, constructor] of Object.entries(arrayTypes)) {
    if (array instanceof constructor) return type as ArrayType
  }
  throw new TypeError(`${array.constructor.name} cannot be kept in a checkpoint`)
}
