import type { Transaction } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { Tables } from '../../database/schema.ts'
import type { Log } from '../../foundation/log.ts'
import { sourceNames } from '../../ids/slug.ts'
import type { DerivedRecord } from './createRecordWriter.ts'
import type { Writer } from './createWriter.ts'
import { derivation, derivationSetting } from './derivation.ts'
import { unpackRecord } from './packRecord.ts'
import type { RecordPreparer } from './preparer/createRecordPreparer.ts'
import { walkKeys } from './walkKeys.ts'

const modelsAtOnce = 200

export interface DerivationParts {
  database: Database
  writer: Writer
  preparer: RecordPreparer
  log?: Log | undefined
}

/**
 * Makes everything that follows from records anew, from the records that the catalog holds, when they were prepared by a
 * program with other rules, or not at all. In small transactions, with pauses; ended early, the next call goes on.
 *
 * @param options.version for tests
 * @returns how many models were prepared; 0 when there was nothing to do
 */
export async function deriveAgain(
  { database, writer, preparer, log }: DerivationParts,
  { version = derivation, signal }: { version?: number; signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const { done, after } = await readProgress(database, version)
  if (done) return 0
  let count = 0
  for await (const { from, to } of walkKeys(database.kysely, { size: modelsAtOnce, after })) {
    if (signal?.aborted) return count
    const derived = await deriveRange({ database, preparer, log }, from, to)
    await writer.write(async (transactionWriter, transaction) => {
      await transactionWriter.writeDerived(derived)
      await keepProgress(transaction, `${version}:${to}`)
    })
    count += derived.length
  }
  await database.write((transaction) => keepProgress(transaction, String(version)))
  return count
}

async function keepProgress(transaction: Transaction<Tables>, value: string): Promise<void> {
  await transaction
    .insertInto('setting')
    .values({ name: derivationSetting, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

async function readProgress(database: Database, version: number): Promise<{ done: boolean; after: number }> {
  const row = await database.kysely
    .selectFrom('setting')
    .select('value')
    .where('name', '=', derivationSetting)
    .executeTakeFirst()
  const [kept, after] = row?.value.split(':') ?? []
  if (kept !== String(version)) return { done: false, after: 0 }
  return { done: after === undefined, after: Number(after ?? 0) }
}

async function deriveRange(
  { database, preparer, log }: Pick<DerivationParts, 'database' | 'preparer' | 'log'>,
  from: number,
  to: number,
): Promise<DerivedRecord[]> {
  const rows = await database.kysely
    .selectFrom('models')
    .innerJoin('model_records', 'model_records.model_key', 'models.key')
    .select(['models.source', 'models.source_id', 'models.record_hash', 'model_records.record'])
    .where('models.key', '>=', from)
    .where('models.key', '<=', to)
    .execute()
  const derived: DerivedRecord[] = []
  for (const source of sourceNames) {
    const ofSource = rows.filter((row) => row.source === source)
    if (ofSource.length === 0) continue
    const hashes = new Map(ofSource.map((row) => [row.source_id, row.record_hash]))
    const jsons = ofSource.map(({ record }): unknown => JSON.parse(unpackRecord(record)))
    const { records, rejected } = await preparer.prepare(source, jsons)
    for (const { id, reason } of rejected) log?.warn({ source, id, reason }, 'a record is not understood any more')
    for (const record of records) {
      const readHash = hashes.get(record.id)
      if (readHash) derived.push({ record, readHash })
    }
  }
  return derived
}
