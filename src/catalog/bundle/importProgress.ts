import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'

import type { Kysely, Transaction } from 'kysely'
import { z } from 'zod'

import type { Tables } from '../../database/schema.ts'

/** How far an import has come, kept in the table of settings with the models that it has written. */
export interface ImportProgress {
  /** Which file; see {@link identifyFile}. */
  file: string
  /** Bytes of the uncompressed file that are done; a line begins there. */
  offset: number
  /** Records behind the offset that are done, too. */
  records: number
  counts: ImportCounts
}

const countsSchema = z.object({
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  /** Records that could not be understood. */
  rejected: z.number(),
})
export type ImportCounts = z.infer<typeof countsSchema>

const progressSchema = z.object({ file: z.string(), offset: z.number(), records: z.number(), counts: countsSchema })
const setting = 'catalog.import'

/** Tells a file from others by its size and its beginning. */
export async function identifyFile(path: string, beginning: Uint8Array): Promise<string> {
  const { size } = await stat(path)
  return `${size}:${createHash('sha256').update(beginning).digest('hex')}`
}

/** How far an import of this file has come that did not reach its end; undefined when there was none. */
export async function readImportProgress(kysely: Kysely<Tables>, file: string): Promise<ImportProgress | undefined> {
  const row = await kysely.selectFrom('setting').select('value').where('name', '=', setting).executeTakeFirst()
  const kept = row && progressSchema.parse(JSON.parse(row.value))
  return kept?.file === file ? kept : undefined
}

export async function keepImportProgress(transaction: Transaction<Tables>, progress: ImportProgress): Promise<void> {
  const value = JSON.stringify(progress)
  await transaction
    .insertInto('setting')
    .values({ name: setting, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

export async function forgetImportProgress(transaction: Transaction<Tables>): Promise<void> {
  await transaction.deleteFrom('setting').where('name', '=', setting).execute()
}
