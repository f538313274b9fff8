import type { Database } from '../../database/database.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { listSnapshotDays } from './readSnapshots.ts'
import { keysOfPart, mostCount, packColumn } from './snapshotColumn.ts'
import { isKept } from './snapshotDay.ts'

/** Parts that one transaction writes: some milliseconds of work. */
const partsAtOnce = 16

/**
 * Writes the numbers of every model down as a day's snapshot, in slices; `listed` of the first part comes last, and
 * makes the snapshot one that is there. Old snapshots are thinned out.
 * @returns how many models are listed
 */
export async function writeSnapshot(
  { database, index }: { database: Database; index: SearchIndex },
  day: number,
): Promise<number> {
  const { capacity } = await index.read()
  let models = 0
  const parts = Math.max(1, Math.ceil(capacity / keysOfPart))
  // Downwards, so that the first part is written last.
  for (let end = parts; end > 0; end -= partsAtOnce) {
    const rows: { day: number; name: string; part: number; data: Uint8Array }[] = []
    const view = await index.read()
    for (let part = end - 1; part >= Math.max(0, end - partsAtOnce); part--) {
      const length = Math.min(keysOfPart, Math.max(0, view.capacity - part * keysOfPart))
      const columns = {
        downloads: new Uint32Array(length),
        likes: new Uint32Array(length),
        listed: new Uint32Array(length),
      }
      const downloads = view.column('downloads')
      const likes = view.column('likes')
      for (let offset = 0; offset < length; offset++) {
        const key = part * keysOfPart + offset
        if (key === 0 || !view.isListed(key)) continue
        models++
        columns.listed[offset] = 1
        columns.downloads[offset] = toCount(downloads[key])
        columns.likes[offset] = toCount(likes[key])
      }
      for (const name of ['downloads', 'likes', 'listed'] as const) {
        rows.push({ day, name, part, data: packColumn(columns[name]) })
      }
    }
    await database.write(async (transaction) => {
      for (const row of rows) {
        await transaction
          .insertInto('snapshots')
          .values(row)
          .onConflict((conflict) => conflict.columns(['name', 'part', 'day']).doUpdateSet({ data: row.data }))
          .execute()
      }
    })
    await new Promise(setImmediate)
  }
  await thinOut(database, day)
  return models
}

async function thinOut(database: Database, today: number): Promise<void> {
  const leaving = (await listSnapshotDays(database.kysely)).filter((day) => !isKept(day, today))
  if (leaving.length === 0) return
  await database.write((transaction) => transaction.deleteFrom('snapshots').where('day', 'in', leaving).execute())
}

function toCount(value: number | undefined): number {
  return value === undefined || !(value > 0) ? 0 : Math.min(value, mostCount)
}
