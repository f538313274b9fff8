import type { Database } from '../../database/database.ts'

/** Every place in applications that the ledger knows as Weighthouse's own; absolute. A scan of their folders passes over them. */
export async function readOwnPlaces(database: Pick<Database, 'kysely'>): Promise<Set<string>> {
  const rows = await database.kysely.selectFrom('app_link').select('target_path').execute()
  return new Set(rows.map((row) => row.target_path))
}
