import { sql } from 'kysely'

import type { Check } from '../doctor.ts'

/** The database: whole, and answering. */
export const databaseCheck: Check = {
  id: 'database',
  async look(_ground, { database }) {
    if (database.engine !== 'sqlite') {
      const { rows } = await sql<{ version: string }>`select version() as version`.execute(database.kysely)
      return [{ status: 'ok', says: `${rows[0]?.version.split(',')[0] ?? 'PostgreSQL'} answers` }]
    }
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(5)`.execute(database.kysely)
    const problems = rows.map((row) => row.quick_check).filter((text) => text !== 'ok')
    if (problems.length === 0) return [{ status: 'ok', says: 'The database is whole' }]
    return [
      {
        status: 'fail',
        says: `The database is damaged: ${problems.join('; ')}`,
        mend: 'Move weighthouse.db in the home aside. Catalog and library come back with weighthouse sync and weighthouse scan; jobs, saved searches and the ledger of links are lost.',
      },
    ]
  },
}
