import type { Database } from '../../../database/database.ts'
import type { UtcMilliseconds } from '../../../foundation/time.ts'
import { trimmedSetting } from '../catchUp/readChanges.ts'
import { type CheckpointEnd, checkpointSetting } from './checkpoint.ts'
import { readCheckpointEnd } from './readCheckpoint.ts'

/** Changes that are younger stay although the checkpoint has them, for processes that are a little behind. */
const changesKeptMs = 60 * 60 * 1000

/**
 * Makes these rows, and no others, the checkpoint that is read at the next start.
 * @param kept rows of an earlier checkpoint that are part of this one too
 * @returns false when another process has published meanwhile and taken one of `kept` away, or has come further, or has
 *   taken `built` for left behind; nothing was changed then
 */
export async function publishCheckpoint(
  database: Database,
  {
    built,
    kept,
    end,
    now,
  }: {
    built: readonly number[]
    kept: readonly number[]
    end: Omit<CheckpointEnd, 'reached'>
    now: UtcMilliseconds
  },
): Promise<boolean> {
  return database.write(async (transaction) => {
    const published = await readCheckpointEnd(transaction)
    if (published && published.through > end.through) return false
    const rows = await transaction.selectFrom('search_segments').select(['id', 'state']).execute()
    const states = new Map(rows.map(({ id, state }) => [id, state]))
    if (!kept.every((id) => states.get(id) === 'live')) return false
    if (!built.every((id) => states.get(id) === 'building')) return false
    const staying = new Set(kept)
    const leaving = rows.filter(({ id, state }) => state === 'live' && !staying.has(id)).map(({ id }) => id)
    if (leaving.length > 0) {
      await transaction.updateTable('search_segments').set({ state: 'gone' }).where('id', 'in', leaving).execute()
    }
    if (built.length > 0) {
      await transaction.updateTable('search_segments').set({ state: 'live' }).where('id', 'in', built).execute()
    }
    const trimmed = await transaction
      .selectFrom('search_changes')
      .select(({ fn }) => fn.max('id').as('id'))
      .where('id', '<=', end.through)
      .where('time', '<', now - changesKeptMs)
      .executeTakeFirst()
    // Whatever the parts have was committed before now.
    const last = await transaction
      .selectFrom('search_changes')
      .select(({ fn }) => fn.max<number | null>('id').as('id'))
      .executeTakeFirst()
    const whole: CheckpointEnd = { ...end, reached: Math.max(end.through, last?.id ?? 0) }
    const settings = [{ name: checkpointSetting, value: JSON.stringify(whole) }]
    if (typeof trimmed?.id === 'number') {
      await transaction.deleteFrom('search_changes').where('id', '<=', trimmed.id).execute()
      settings.push({ name: trimmedSetting, value: String(trimmed.id) })
    }
    for (const setting of settings) {
      await transaction
        .insertInto('setting')
        .values(setting)
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: setting.value }))
        .execute()
    }
    return true
  })
}
