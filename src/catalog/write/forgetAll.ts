import type { Database } from '../../database/database.ts'
import type { Clock } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'
import { packKeys } from './packKeys.ts'
import { walkKeys } from './walkKeys.ts'

const keysAtOnce = 2_000
const modelsPerTransaction = 250
/** Hashes are looked through in as many pieces. */
const pieces = 256

/** Deletes all that the catalog has of a source, a piece at a time; see Catalog.forgetAll. */
export async function forgetAll(
  { database, clock }: { database: Database; clock: Clock },
  source: SourceName,
): Promise<number> {
  // First, so that an interrupted sync cannot go on where nothing is left.
  await database.write((transaction) => transaction.deleteFrom('sync_runs').where('source', '=', source).execute())
  let forgotten = 0
  for await (const { from, to } of walkKeys(database.kysely, { size: keysAtOnce })) {
    const models = await database.kysely
      .selectFrom('models')
      .select('key')
      .where('key', '>=', from)
      .where('key', '<=', to)
      .where('source', '=', source)
      .orderBy('key')
      .execute()
    for (let start = 0; start < models.length; start += modelsPerTransaction) {
      const keys = models.slice(start, start + modelsPerTransaction).map(({ key }) => key)
      await forgetModels(database, keys, clock())
      forgotten += keys.length
      await new Promise(setImmediate)
    }
  }
  await forgetHashes(database)
  return forgotten
}

async function forgetModels(database: Database, keys: readonly number[], now: number): Promise<void> {
  await database.write(async (transaction) => {
    await transaction.deleteFrom('models').where('key', 'in', keys).execute()
    await transaction
      .insertInto('search_changes')
      .values({ kind: 'parts', keys: packKeys(keys), time: now })
      .execute()
  })
}

/** Hashes are found by hash only, so those of models that are gone are looked for among all. */
async function forgetHashes(database: Database): Promise<void> {
  for (let piece = 0; piece < pieces; piece++) {
    const start = piece.toString(16).padStart(2, '0')
    await database.write((transaction) =>
      transaction
        .deleteFrom('file_hashes')
        // `g` follows every hex digit.
        .where('hash', '>=', start)
        .where('hash', '<', `${start}g`)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('models').select('key').whereRef('models.key', '=', 'file_hashes.model_key'))),
        )
        .execute(),
    )
    await new Promise(setImmediate)
  }
}
