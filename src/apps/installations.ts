import type { Database } from '../database/database.ts'
import type { AppInstallationTable } from '../database/schema.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { DetectedApp } from './appAdapter.ts'
import type { AppInstallation } from './apps.ts'

/** The applications that are known, in the database. */
export interface Installations {
  list(): Promise<AppInstallationTable[]>
  /** Those with the ids, or all without. @throws WeighthouseError APP_NOT_FOUND */
  choose(ids: readonly string[]): Promise<AppInstallationTable[]>
  /** The one that has the same folder or models folder, brought up to date, or a new one. */
  save(app: string, detected: DetectedApp, now: UtcMilliseconds): Promise<AppInstallationTable>
  setVersion(id: string, version: string): Promise<void>
  /** Forgets it and its part of the ledger. */
  forget(id: string): Promise<void>
}

export function createInstallations({ kysely, writeSync }: Pick<Database, 'kysely' | 'writeSync'>): Installations {
  const list = () => kysely.selectFrom('app_installation').selectAll().orderBy('added_at').orderBy('id').execute()

  return {
    list,
    async choose(ids) {
      const all = await list()
      const unknown = ids.find((id) => !all.some((known) => known.id === id))
      if (unknown !== undefined) {
        const known = all.map(({ id }) => id).join(', ')
        throw new WeighthouseError('APP_NOT_FOUND', `There is no app ${JSON.stringify(unknown)}.`, {
          hint: known === '' ? 'Add one: `weighthouse app add comfyui PATH`.' : `Known apps: ${known}.`,
          details: { app: unknown },
        })
      }
      return ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id))
    },
    save: (app, detected, now) =>
      writeSync((statements) => {
        const found = statements.get<AppInstallationTable>(
          'SELECT * FROM app_installation WHERE app = ? AND (path = ? OR models_path = ?)',
          app,
          detected.path,
          detected.modelsPath,
        )
        if (found) {
          statements.run('UPDATE app_installation SET version = ? WHERE id = ?', detected.version, found.id)
          return { ...found, version: detected.version }
        }
        const taken = new Set(statements.all<{ id: string }>('SELECT id FROM app_installation').map(({ id }) => id))
        let id = app
        for (let number = 2; taken.has(id); number++) id = `${app}-${number}`
        statements.run(
          'INSERT INTO app_installation (id, app, version, path, models_path, added_at) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          app,
          detected.version,
          detected.path,
          detected.modelsPath,
          now,
        )
        return {
          id,
          app,
          version: detected.version,
          path: detected.path,
          models_path: detected.modelsPath,
          added_at: now,
        }
      }),
    async setVersion(id, version) {
      await kysely.updateTable('app_installation').set({ version }).where('id', '=', id).execute()
    },
    forget: (id) =>
      writeSync((statements) => {
        statements.run('DELETE FROM app_link WHERE installation_id = ?', id)
        statements.run('DELETE FROM app_installation WHERE id = ?', id)
      }),
  }
}

export function toAppInstallation(row: AppInstallationTable, linkCount: number): AppInstallation {
  return {
    id: row.id,
    app: row.app,
    version: row.version,
    path: row.path,
    modelsPath: row.models_path,
    linkCount,
    addedAt: row.added_at,
  }
}
