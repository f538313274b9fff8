import { type RawBuilder, sql, type Transaction } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { AppLinkTable, Tables } from '../../database/schema.ts'
import { WeighthouseError } from '../../foundation/errors.ts'

/** The ledger of what mapping made: one row a link or folder, written before the disk is. */
export interface LinkLedger {
  ofInstallation(installationId: string): Promise<AppLinkTable[]>
  ofModel(slug: string): Promise<AppLinkTable[]>
  /** The rows of these places, whoever they belong to. */
  at(targetPaths: readonly string[]): Promise<AppLinkTable[]>
  /** Number of links of each installation. */
  counts(): Promise<Map<string, number>>
  /**
   * Writes rows that are about to be made, all or none.
   * @param known places whose rows the caller has seen; they are overwritten
   * @throws WeighthouseError CONFLICT when another process has written one of the others meanwhile
   */
  plan(rows: readonly AppLinkTable[], known: ReadonlySet<string>): Promise<void>
  /** Marks rows as made. */
  place(made: readonly { targetPath: string; inode: string | null; detail?: string }[]): Promise<void>
  /** Writes rows back as they were. */
  restore(rows: readonly AppLinkTable[]): Promise<void>
  forget(targetPaths: readonly string[]): Promise<void>
}

/** Kinds of rows that are no placement of a model, only needed for one. */
export const auxiliaryKinds: readonly string[] = ['directory', 'config_file']

/** Rows in one statement: JSON of some megabytes at most. */
const mostAtOnce = 5000

export function createLinkLedger(database: Pick<Database, 'kysely' | 'write' | 'engine'>): LinkLedger {
  const { kysely, write, engine } = database

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
    async at(targetPaths) {
      const found: AppLinkTable[] = []
      for (const some of inParts(targetPaths)) {
        const rows = await sql<AppLinkTable>`
          select * from app_link where target_path in (select value ${asText()} from ${listed(some)})`.execute(kysely)
        found.push(...rows.rows)
      }
      return found
    },
    async counts() {
      const rows = await kysely
        .selectFrom('app_link')
        .select(({ fn }) => ['installation_id', fn.countAll<number>().as('count')])
        .where('kind', 'not in', auxiliaryKinds)
        .groupBy('installation_id')
        .execute()
      return new Map(rows.map(({ installation_id: id, count }) => [id, count]))
    },
    plan: (rows, known) =>
      write(async (transaction) => {
        await add(
          transaction,
          rows.filter((row) => !known.has(row.target_path)),
        )
        await overwrite(
          transaction,
          rows.filter((row) => known.has(row.target_path)),
        )
      }),
    place: (made) =>
      write(async (transaction) => {
        for (const some of inParts(made)) {
          const values = some.map(({ targetPath, inode, detail }) => [targetPath, inode, detail ?? null])
          await sql`
            update app_link set state = 'placed', inode = made.inode, detail = coalesce(made.detail, app_link.detail)
            from (select ${field(0)} as target_path, ${field(1)} as inode, ${field(2)} as detail from ${listed(values)})
              as made
            where app_link.target_path = made.target_path`.execute(transaction)
        }
      }),
    restore: (rows) => write((transaction) => overwrite(transaction, rows)),
    forget: (targetPaths) =>
      write(async (transaction) => {
        for (const some of inParts(targetPaths)) {
          await sql`
            delete from app_link where target_path in (select value ${asText()} from ${listed(some)})`.execute(
            transaction,
          )
        }
      }),
  }

  /** @throws WeighthouseError CONFLICT when a place is taken */
  async function add(transaction: Transaction<Tables>, rows: readonly AppLinkTable[]): Promise<void> {
    for (const some of inParts(rows)) {
      const { rows: added } = await sql<{ target_path: string }>`
        ${insert(some)} on conflict (target_path) do nothing returning target_path`.execute(transaction)
      if (added.length === some.length) continue
      const places = new Set(added.map((row) => row.target_path))
      const path = some.find((row) => !places.has(row.target_path))?.target_path ?? ''
      throw new WeighthouseError('CONFLICT', `Another process is linking ${path}.`, {
        hint: 'Wait for it to finish, then run the command again.',
        details: { path },
      })
    }
  }

  /** When a row was first made is kept. */
  async function overwrite(transaction: Transaction<Tables>, rows: readonly AppLinkTable[]): Promise<void> {
    for (const some of inParts(rows)) {
      await sql`
        ${insert(some)} on conflict (target_path) do update set
          installation_id = excluded.installation_id, slug = excluded.slug, source_path = excluded.source_path,
          kind = excluded.kind, state = excluded.state, inode = excluded.inode, detail = excluded.detail`.execute(
        transaction,
      )
    }
  }

  function insert(rows: readonly AppLinkTable[]): RawBuilder<unknown> {
    const values = rows.map((row) => [
      row.target_path,
      row.installation_id,
      row.slug,
      row.source_path,
      row.kind,
      row.state,
      row.inode,
      row.detail,
      row.created_at,
    ])
    return sql`
      insert into app_link
        (target_path, installation_id, slug, source_path, kind, state, inode, detail, created_at)
      select ${sql.join([0, 1, 2, 3, 4, 5, 6, 7].map(field))}, cast(${field(8)} as bigint)
      from ${listed(values)} where true`
  }

  /** A JSON list as rows with one column, `value`: one statement for thousands of rows. */
  function listed(values: readonly unknown[]): RawBuilder<unknown> {
    const json = JSON.stringify(values)
    return engine === 'sqlite'
      ? sql`json_each(${json}) as each`
      : sql`json_array_elements(cast(${json} as json)) as each(value)`
  }

  function field(index: number): RawBuilder<unknown> {
    return sql`each.value ->> ${sql.lit(index)}`
  }

  /** A JSON text without its quotes; SQLite gives it so. */
  function asText(): RawBuilder<unknown> {
    return engine === 'sqlite' ? sql`` : sql`#>> '{}'`
  }
}

function inParts<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / mostAtOnce) }, (_, index) =>
    list.slice(index * mostAtOnce, (index + 1) * mostAtOnce),
  )
}
