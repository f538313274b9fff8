import type { Transaction } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { AppLinkTable, Tables } from '../../database/schema.ts'
import { WeighthouseError } from '../../foundation/errors.ts'

/** The ledger of what mapping made: one row a link or folder, written before the disk is. */
export interface LinkLedger {
  ofInstallation(installationId: string): Promise<AppLinkTable[]>
  ofModel(slug: string): Promise<AppLinkTable[]>
  /** Number of links of each installation. */
  counts(): Promise<Map<string, number>>
  /**
   * Writes rows that are about to be made, all or none.
   * @param known places whose rows the caller has seen; they are overwritten
   * @throws WeighthouseError CONFLICT when another process has written one of the others meanwhile
   */
  plan(rows: readonly AppLinkTable[], known: ReadonlySet<string>): Promise<void>
  /** Marks rows as made. */
  place(made: readonly { targetPath: string; inode: string }[]): Promise<void>
  /** Writes rows back as they were. */
  restore(rows: readonly AppLinkTable[]): Promise<void>
  forget(targetPaths: readonly string[]): Promise<void>
}

export function createLinkLedger({ kysely, write }: Pick<Database, 'kysely' | 'write'>): LinkLedger {
  return {
    ofInstallation: (installationId) =>
      kysely
        .selectFrom('app_link')
        .selectAll()
        .where('installation_id', '=', installationId)
        .orderBy('target_path')
        .execute(),
    ofModel: (slug) =>
      kysely.selectFrom('app_link').selectAll().where('slug', '=', slug).orderBy('target_path').execute(),
    async counts() {
      const rows = await kysely
        .selectFrom('app_link')
        .select(({ fn }) => ['installation_id', fn.countAll<number>().as('count')])
        .where('kind', '!=', 'directory')
        .groupBy('installation_id')
        .execute()
      return new Map(rows.map(({ installation_id: id, count }) => [id, count]))
    },
    plan: (rows, known) =>
      write(async (transaction) => {
        for (const row of rows) {
          if (known.has(row.target_path)) await overwrite(transaction, row)
          else await add(transaction, row)
        }
      }),
    place: (made) =>
      write(async (transaction) => {
        for (const { targetPath, inode } of made) {
          await transaction
            .updateTable('app_link')
            .set({ state: 'placed', inode })
            .where('target_path', '=', targetPath)
            .execute()
        }
      }),
    restore: (rows) =>
      write(async (transaction) => {
        for (const row of rows) await overwrite(transaction, row)
      }),
    forget: (targetPaths) =>
      write(async (transaction) => {
        for (const path of targetPaths)
          await transaction.deleteFrom('app_link').where('target_path', '=', path).execute()
      }),
  }
}

/** @throws WeighthouseError CONFLICT when the place is taken */
async function add(transaction: Transaction<Tables>, row: AppLinkTable): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('app_link')
    .values(row)
    .onConflict((conflict) => conflict.column('target_path').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) {
    throw new WeighthouseError('CONFLICT', `Another process is linking ${row.target_path}.`, {
      hint: 'Wait for it to finish, then run the command again.',
      details: { path: row.target_path },
    })
  }
}

async function overwrite(transaction: Transaction<Tables>, row: AppLinkTable): Promise<void> {
  const { installation_id, slug, source_path, kind, state, inode } = row
  await transaction
    .insertInto('app_link')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('target_path').doUpdateSet({ installation_id, slug, source_path, kind, state, inode }),
    )
    .execute()
}
