import type { Database } from '../database/database.ts'
import type { AppInstallationTable } from '../database/schema.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { DetectedApp } from './appAdapter.ts'

/** The applications that are known, in the database. */
export interface Installations {
  list(): Promise<AppInstallationTable[]>
  /** Those with the ids, or all without. @throws WeighthouseError APP_NOT_FOUND */
  choose(ids: readonly string[]): Promise<AppInstallationTable[]>
  /** The one that has the same folder or models folder, brought up to date, or a new one. */
  save(
    app: string,
    detected: DetectedApp,
    now: UtcMilliseconds,
    settings?: { url?: string | undefined; variant?: string | undefined },
  ): Promise<AppInstallationTable>
  setVersion(id: string, version: string): Promise<void>
  /** Forgets it and its part of the ledger. */
  forget(id: string): Promise<void>
}

export function createInstallations({ kysely, write }: Pick<Database, 'kysely' | 'write'>): Installations {
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
    save: (app, detected, now, settings = {}) =>
      write(async (transaction) => {
        const found = await transaction
          .selectFrom('app_installation')
          .selectAll()
          .where('app', '=', app)
          .where((row) => row.or([row('path', '=', detected.path), row('models_path', '=', detected.modelsPath)]))
          .executeTakeFirst()
        if (found) {
          const change = {
            version: detected.version,
            url: settings.url ?? found.url,
            variant: settings.variant ?? found.variant,
          }
          await transaction.updateTable('app_installation').set(change).where('id', '=', found.id).execute()
          return { ...found, ...change }
        }
        const rows = await transaction.selectFrom('app_installation').select(['id', 'path']).execute()
        const other = rows.find(({ path }) => path === detected.path)
        if (other) {
          throw new WeighthouseError('CONFLICT', `${detected.path} is known as ${other.id} already.`, {
            hint: `Two applications that share a folder see the same links; or remove the other: \`weighthouse app remove ${other.id}\`.`,
            details: { app: other.id, path: detected.path },
          })
        }
        const taken = new Set(rows.map(({ id }) => id))
        let id = app
        for (let number = 2; taken.has(id); number++) id = `${app}-${number}`
        const made = {
          id,
          app,
          version: detected.version,
          path: detected.path,
          models_path: detected.modelsPath,
          added_at: now,
          url: settings.url ?? null,
          variant: settings.variant ?? 'default',
        }
        await transaction.insertInto('app_installation').values(made).execute()
        return made
      }),
    async setVersion(id, version) {
      await kysely.updateTable('app_installation').set({ version }).where('id', '=', id).execute()
    },
    forget: (id) =>
      write(async (transaction) => {
        await transaction.deleteFrom('app_link').where('installation_id', '=', id).execute()
        await transaction.deleteFrom('app_installation').where('id', '=', id).execute()
      }),
  }
}
