import { randomUUID } from 'node:crypto'

import type { Database } from '../../database/database.ts'

const setting = 'house'

/** The id of this database, made when it is asked for the first time: by it a shared store tells its houses apart. */
export async function readHouseId(database: Database): Promise<string> {
  const read = () =>
    database.kysely.selectFrom('setting').select('value').where('name', '=', setting).executeTakeFirst()
  const known = await read()
  if (known) return known.value
  await database.write((transaction) =>
    transaction
      .insertInto('setting')
      .values({ name: setting, value: randomUUID() })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute(),
  )
  return (await read())?.value ?? readHouseId(database)
}
