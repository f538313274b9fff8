import { type Kysely, sql, type Transaction } from 'kysely'
import { z } from 'zod'

import type { Database } from '../../../database/database.ts'
import type { Tables } from '../../../database/schema.ts'
import { WeighthouseError } from '../../../foundation/errors.ts'
import type { UtcMilliseconds } from '../../../foundation/time.ts'
import { derivationSetting } from '../derivation.ts'

/**
 * While an import fills a catalog, the indexes that find models by id and attributes by value are away: kept up
 * row by row they would be written a hundred times over. This mark stands in the table of settings as long; whoever else wants to write waits, or
 * mends what a process left that died.
 */
const markSchema = z.object({
  owner: z.string(),
  /** Nobody else writes before. */
  until: z.number(),
  /** What makes the indexes again. */
  indexSql: z.array(z.string()),
})
export type BulkMark = z.infer<typeof markSchema>

const setting = 'catalog.bulk'
const indexNames = ['models_id', 'attributes_value']

async function readBulkMark(kysely: Kysely<Tables>): Promise<BulkMark | undefined> {
  const row = await kysely.selectFrom('setting').select('value').where('name', '=', setting).executeTakeFirst()
  return row && markSchema.parse(JSON.parse(row.value))
}

export async function keepBulkMark(transaction: Transaction<Tables>, mark: BulkMark): Promise<void> {
  const value = JSON.stringify(mark)
  await transaction
    .insertInto('setting')
    .values({ name: setting, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** Takes the indexes away. @returns what makes them again */
export async function dropIndexes(transaction: Transaction<Tables>, engine: Database['engine']): Promise<string[]> {
  const query =
    engine === 'sqlite'
      ? sql<{ name: string; sql: string }>`
          SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND name IN (${sql.join(indexNames)})`
      : sql<{ name: string; sql: string }>`
          SELECT indexname AS name, indexdef AS sql FROM pg_indexes
          WHERE schemaname = current_schema() AND indexname IN (${sql.join(indexNames)})`
  const { rows } = await query.execute(transaction)
  for (const { name } of rows) await sql`DROP INDEX ${sql.ref(name)}`.execute(transaction)
  return rows.map((row) => row.sql)
}

/** Makes the indexes again, which takes a second or two for a million models, and takes the mark away. */
export async function restoreIndexes(transaction: Transaction<Tables>, { indexSql }: BulkMark): Promise<void> {
  for (const statement of indexSql) await sql.raw(statement).execute(transaction)
  await transaction.deleteFrom('setting').where('name', '=', setting).execute()
}

/**
 * Makes good what an import left that died while it filled the catalog. Hashes that it had not written yet come back
 * when everything is derived again.
 * @throws WeighthouseError CONFLICT while an import is at work
 */
export async function mendBulk(transaction: Transaction<Tables>, now: UtcMilliseconds): Promise<void> {
  const mark = await readBulkMark(transaction)
  if (!mark) return
  if (now < mark.until) {
    throw new WeighthouseError('CONFLICT', 'An import is filling the catalog at this moment.', {
      hint: 'Wait for it to finish; should it have been killed, this works again in a few minutes.',
    })
  }
  await restoreIndexes(transaction, mark)
  await transaction.deleteFrom('setting').where('name', '=', derivationSetting).execute()
}
