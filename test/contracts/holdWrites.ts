import type { Database } from '../../src/database/database.ts'

/**
 * The database of a process that is slow: it comes to its nth write only when `hold` has resolved.
 * @param hold told how many writes came before, before each write
 */
export function holdWrites(database: Database, hold: (before: number) => Promise<void>): Database {
  let writes = 0
  return {
    ...database,
    async write(work, options) {
      await hold(writes++)
      return database.write(work, options)
    },
  }
}
