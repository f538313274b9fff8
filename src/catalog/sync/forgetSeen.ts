import type { Catalog } from '../catalog.ts'

const rowsAtOnce = 5_000

/** Deletes what closed runs have seen: millions of rows, a piece at a time. Ended early, the next call goes on. */
export async function forgetSeen(catalog: Pick<Catalog, 'write'>): Promise<void> {
  for (let deleted = true; deleted;) {
    deleted = await catalog.write(async (_, transaction) => {
      const closed = await transaction
        .selectFrom('sync_runs')
        .select('id')
        .where('state', '<>', 'running')
        .where(({ exists, selectFrom }) =>
          exists(selectFrom('sync_seen').select('model_key').whereRef('sync_seen.run_id', '=', 'sync_runs.id')),
        )
        .executeTakeFirst()
      if (!closed) return false
      const seen = transaction
        .selectFrom('sync_seen')
        .select('model_key')
        .where('run_id', '=', closed.id)
        .orderBy('model_key')
        .limit(rowsAtOnce)
      await transaction.deleteFrom('sync_seen').where('run_id', '=', closed.id).where('model_key', 'in', seen).execute()
      return true
    })
    await new Promise(setImmediate)
  }
}
