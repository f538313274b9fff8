import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { describeDatabaseContract } from '../../test/contracts/databaseContract.ts'
import { describeDatabaseValuesContract } from '../../test/contracts/databaseValuesContract.ts'
import { everyTestEngine } from '../../test/support/engines.ts'
import { migrateDatabase } from './migrateDatabase.ts'
import { openDatabase } from './openDatabase.ts'
import { connectToSqlite } from './sqlite/connectToSqlite.ts'

for (const engine of everyTestEngine) {
  describeDatabaseContract(engine)
  describeDatabaseValuesContract(engine)
}

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weighthouse-database-'))
  path = join(folder, 'home', 'weighthouse.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('the database in a file', () => {
  it('is made with its tables, and opened again as it was left', async () => {
    const first = await openDatabase(path)
    await first.kysely.insertInto('setting').values({ name: 'a', value: '1' }).execute()
    await first.close()
    const second = await openDatabase(path)
    expect(await second.kysely.selectFrom('setting').selectAll().execute()).toEqual([{ name: 'a', value: '1' }])
    await second.close()
  })

  it('takes a failed write back wholly, and goes on working', async () => {
    const database = await connectToSqlite(path)
    await migrateDatabase(database)
    const failing = database.writeSync((statements) => {
      statements.run("INSERT INTO setting VALUES ('half', 'done')")
      throw new Error('in the middle')
    })
    await expect(failing).rejects.toThrow('in the middle')
    expect(await database.kysely.selectFrom('setting').selectAll().execute()).toEqual([])
    await database.writeSync((statements) => statements.run("INSERT INTO setting VALUES ('whole', 'done')"))
    expect(await database.kysely.selectFrom('setting').select('name').execute()).toEqual([{ name: 'whole' }])
    await database.close()
  })

  it('lets no other query into a write', async () => {
    const database = await connectToSqlite(path)
    await migrateDatabase(database)
    const seen: number[] = []
    const write = database.writeSync((statements) => {
      statements.run("INSERT INTO setting VALUES ('a', '')")
      statements.run("INSERT INTO setting VALUES ('b', '')")
    })
    const read = database.kysely.selectFrom('setting').selectAll().execute()
    await write
    seen.push((await read).length)
    expect(seen).toEqual([2])
    await database.close()
  })

  it('refuses a file that is no database, and leaves it alone', async () => {
    const file = join(folder, 'other.db')
    const text = 'important notes of somebody. '.repeat(100)
    writeFileSync(file, text)
    await expect(openDatabase(file)).rejects.toMatchObject({ code: 'DATABASE_CORRUPT', details: { path: file } })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('refuses a damaged database with the way out', async () => {
    const database = await openDatabase(path)
    await database.close()
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 100, bytes.length)
    writeFileSync(path, bytes)
    await expect(openDatabase(path)).rejects.toMatchObject({
      code: 'DATABASE_CORRUPT',
      hint: expect.stringContaining('scan --rebuild'),
    })
  })

  it('says which folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '')
    const below = join(folder, 'file', 'home', 'weighthouse.db')
    await expect(openDatabase(below)).rejects.toMatchObject({
      code: 'HOME_UNWRITABLE',
      message: expect.stringContaining(join(folder, 'file', 'home')),
    })
    expect(existsSync(below)).toBe(false)
  })

  it('is not opened by an older program than the one that made it', async () => {
    const database = await openDatabase(path)
    await database.close()
    const raw = new DatabaseSync(path)
    raw.exec("INSERT INTO kysely_migration VALUES ('9999-fromTheFuture', '2030-01-01')")
    raw.close()
    await expect(openDatabase(path)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: expect.stringContaining('newer'),
    })
  })
})
