import type { Database } from '../../database/database.ts'
import type { AppLinkTable } from '../../database/schema.ts'
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

const insert = `
  INSERT INTO app_link (target_path, installation_id, slug, source_path, kind, state, inode, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
const overwrite = `
  ON CONFLICT (target_path) DO UPDATE SET installation_id = excluded.installation_id, slug = excluded.slug,
    source_path = excluded.source_path, kind = excluded.kind, state = excluded.state, inode = excluded.inode`

export function createLinkLedger({ kysely, writeSync }: Pick<Database, 'kysely' | 'writeSync'>): LinkLedger {
  const valuesOf = (row: AppLinkTable) =>
    [
      row.target_path,
      row.installation_id,
      row.slug,
      row.source_path,
      row.kind,
      row.state,
      row.inode,
      row.created_at,
    ] as const

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
      writeSync((statements) => {
        for (const row of rows) {
          if (known.has(row.target_path)) statements.run(insert + overwrite, ...valuesOf(row))
          else if (statements.run(`${insert} ON CONFLICT DO NOTHING`, ...valuesOf(row)).changes === 0) {
            throw new WeighthouseError('CONFLICT', `Another process is linking ${row.target_path}.`, {
              hint: 'Wait for it to finish, then run the command again.',
              details: { path: row.target_path },
            })
          }
        }
      }),
    place: (made) =>
      writeSync((statements) => {
        for (const { targetPath, inode } of made) {
          statements.run(`UPDATE app_link SET state = 'placed', inode = ? WHERE target_path = ?`, inode, targetPath)
        }
      }),
    restore: (rows) =>
      writeSync((statements) => {
        for (const row of rows) statements.run(insert + overwrite, ...valuesOf(row))
      }),
    forget: (targetPaths) =>
      writeSync((statements) => {
        for (const path of targetPaths) statements.run('DELETE FROM app_link WHERE target_path = ?', path)
      }),
  }
}
