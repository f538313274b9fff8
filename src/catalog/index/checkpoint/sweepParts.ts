import type { Database } from '../../../database/database.ts'
import type { UtcMilliseconds } from '../../../foundation/time.ts'

/** Nobody writes one part for so long: its process has died. */
const longestBuildMs = 60 * 60 * 1000
/** Blocks that one transaction deletes. */
const blocksAtOnce = 4

/** Deletes parts that were replaced, and those that a process left behind when it died, a few blocks at a time. */
export async function sweepParts(database: Database, now: UtcMilliseconds): Promise<void> {
  const rows = await database.kysely
    .selectFrom('search_segments')
    .select('id')
    .where(({ or, and, eb }) =>
      or([eb('state', '=', 'gone'), and([eb('state', '=', 'building'), eb('created_at', '<', now - longestBuildMs)])]),
    )
    .execute()
  for (const { id } of rows) {
    while (await deleteBlocks(database, id)) await new Promise(setImmediate)
    await database.write((transaction) => transaction.deleteFrom('search_segments').where('id', '=', id).execute())
  }
}

/** @returns whether there may be more */
async function deleteBlocks(database: Database, id: number): Promise<boolean> {
  return database.write(async (transaction) => {
    const blocks = await transaction
      .selectFrom('search_blocks')
      .select(['name', 'part'])
      .where('segment_id', '=', id)
      .limit(blocksAtOnce)
      .execute()
    for (const { name, part } of blocks) {
      await transaction
        .deleteFrom('search_blocks')
        .where('segment_id', '=', id)
        .where('name', '=', name)
        .where('part', '=', part)
        .execute()
    }
    return blocks.length === blocksAtOnce
  })
}
