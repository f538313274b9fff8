import type { Database } from './database.ts'
import { migrateDatabase } from './migrateDatabase.ts'
import { connectToSqlite } from './sqlite/connectToSqlite.ts'

/**
 * Opens the database and brings its tables up to date: the SQLite file at a path (made when it is missing), or the
 * PostgreSQL database that a `postgres://` address names, which must be there.
 *
 * @throws WeighthouseError DATABASE_CORRUPT when a file is not a database or its integrity is broken; HOME_UNWRITABLE
 *   when it cannot be made; DATABASE_BUSY when another process holds it for more than 30 s; DATABASE_UNREACHABLE when
 *   no server answers or it refuses the login; UNSUPPORTED for a server that is too old, and when a newer Weighthouse
 *   has changed the tables
 */
export async function openDatabase(pathOrUrl: string): Promise<Database> {
  const database = await connect(pathOrUrl)
  try {
    await migrateDatabase(database)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function connect(pathOrUrl: string): Promise<Database> {
  if (!/^postgres(?:ql)?:\/\//i.test(pathOrUrl)) return connectToSqlite(pathOrUrl)
  // The driver takes a tenth of the time in which a command starts, and most houses need none of it.
  const { connectToPostgres } = await import('./postgres/connectToPostgres.ts')
  return connectToPostgres(pathOrUrl)
}
