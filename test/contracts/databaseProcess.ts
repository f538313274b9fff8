import { once } from 'node:events'

import { openDatabase } from '../../src/database/openDatabase.ts'
import type { DatabaseTask } from './startDatabaseProcess.ts'

/*
 * A process of its own for the database's contract suite:
 *   node databaseProcess.ts LOCATION TASK
 * It says `ready`, waits for a line on standard input, and does its task.
 */
const [location = '', task = ''] = process.argv.slice(2)
const name = String(process.pid)

process.stdout.write('ready\n')
await once(process.stdin, 'data')
const database = await openDatabase(location)

switch (task as DatabaseTask) {
  case 'open':
    await database.kysely.insertInto('setting').values({ name, value: '' }).execute()
    break
  case 'increment-25':
    for (let i = 0; i < 25; i++) {
      await database.write(async (transaction) => {
        const row = await transaction.selectFrom('setting').select('value').where('name', '=', 'n').executeTakeFirst()
        const value = String(Number(row?.value ?? 0) + 1)
        await transaction
          .insertInto('setting')
          .values({ name: 'n', value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute()
      })
    }
    break
  case 'hang-in-write':
    await database.write(async (transaction) => {
      await transaction.insertInto('setting').values({ name, value: '' }).execute()
      process.stdout.write('written\n')
      await once(process.stdin, 'end')
    })
    break
}
await database.close()
process.exit(0)
