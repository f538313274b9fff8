import type { Kysely } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import { keysOfPart, partOf, type SnapshotColumn, snapshotColumns, unpackColumn } from './snapshotColumn.ts'

/** Days of which there is a snapshot, oldest first. */
export async function listSnapshotDays(kysely: Kysely<Tables>): Promise<number[]> {
  // Every snapshot has a first part, and the table's key begins with name and part.
  const rows = await kysely
    .selectFrom('snapshots')
    .select('day')
    .where('name', '=', 'listed')
    .where('part', '=', 0)
    .orderBy('day')
    .execute()
  return rows.map(({ day }) => day)
}

/** One part of the columns of a day; undefined when the snapshot does not reach so far. */
export async function readSnapshotPart(
  kysely: Kysely<Tables>,
  day: number,
  part: number,
): Promise<Record<SnapshotColumn, Uint32Array> | undefined> {
  const rows = await kysely
    .selectFrom('snapshots')
    .select(['name', 'data'])
    .where('name', 'in', snapshotColumns)
    .where('part', '=', part)
    .where('day', '=', day)
    .execute()
  const read = (name: SnapshotColumn) => {
    const row = rows.find((one) => one.name === name)
    return row ? unpackColumn(row.data) : undefined
  }
  const [downloads, likes, listed] = [read('downloads'), read('likes'), read('listed')]
  return downloads && likes && listed ? { downloads, likes, listed } : undefined
}

/** What a snapshot has of some models. */
export async function readSnapshotOf(
  kysely: Kysely<Tables>,
  day: number,
  keys: readonly number[],
): Promise<Map<number, { downloads: number; likes: number }>> {
  const found = new Map<number, { downloads: number; likes: number }>()
  for (const [part, members] of Map.groupBy(keys, partOf)) {
    const columns = await readSnapshotPart(kysely, day, part)
    if (!columns) continue
    for (const key of members) {
      const index = key - part * keysOfPart
      if (columns.listed[index] !== 1) continue
      found.set(key, { downloads: columns.downloads[index] ?? 0, likes: columns.likes[index] ?? 0 })
    }
  }
  return found
}

/** Downloads and likes of one model by day, oldest first; days on which it was not listed are left out. */
export async function readHistory(
  kysely: Kysely<Tables>,
  key: number,
  since = 0,
): Promise<{ day: number; downloads: number; likes: number }[]> {
  const part = partOf(key)
  const index = key - part * keysOfPart
  const rows = await kysely
    .selectFrom('snapshots')
    .select(['day', 'name', 'data'])
    .where('name', 'in', snapshotColumns)
    .where('part', '=', part)
    .where('day', '>=', since)
    .orderBy('day')
    .execute()
  return [...Map.groupBy(rows, ({ day }) => day)].flatMap(([day, columns]) => {
    const value = (name: SnapshotColumn) => {
      const row = columns.find((one) => one.name === name)
      return row ? (unpackColumn(row.data)[index] ?? 0) : 0
    }
    return value('listed') === 1 ? [{ day, downloads: value('downloads'), likes: value('likes') }] : []
  })
}
