import type { Database } from '../../database/database.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { SearchIndex } from '../search/searchIndex.ts'

const modelsPerTransaction = 1_000

/** Deletes all that the catalog has of a source, a piece at a time; see Catalog.forgetAll. */
export async function forgetAll(
  { database, index }: { database: Database; index: SearchIndex },
  source: SourceName,
): Promise<number> {
  // First, so that an interrupted sync cannot go on where nothing is left.
  await database.writeSync((statements) => statements.run('DELETE FROM sync_runs WHERE source = ?', source))
  let forgotten = 0
  for (;;) {
    const count = await database.writeSync((statements) => {
      const models = statements.all<{ key: number }>(
        'SELECT key FROM models WHERE source = ? LIMIT ?',
        source,
        modelsPerTransaction,
      )
      for (const { key } of models) {
        index.remove(statements, key)
        statements.run('DELETE FROM models WHERE key = ?', key)
      }
      return models.length
    })
    if (count === 0) return forgotten
    forgotten += count
  }
}
