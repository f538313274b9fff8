import { once } from 'node:events'
import { createServer } from 'node:net'
import { inspect } from 'node:util'

import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { testEngines, type TestPlace } from '../../../test/support/engines.ts'
import { delay } from '../../foundation/time.ts'
import type { PostgresDatabase } from '../database.ts'
import { connectToPostgres } from './connectToPostgres.ts'

for (const engine of testEngines.filter(({ engine }) => engine === 'postgres')) {
  describe(`a connection to ${engine.label}`, () => {
    let place: TestPlace
    let database: PostgresDatabase
    /** As an administrator has it. */
    let admin: pg.Client
    beforeEach(async () => {
      place = await engine.makePlace()
      database = await connectToPostgres(place.location)
      admin = new pg.Client(place.location)
      admin.on('error', () => {})
      await admin.connect()
    })
    afterEach(async () => {
      await admin.end()
      await database.close()
      await place.remove()
    })
    function changed(change: (url: URL) => void): string {
      const url = new URL(place.location)
      change(url)
      return url.href
    }
    const endConnections = () =>
      admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
    const fail = (sqlState: string) =>
      sql.raw(`do $$ begin raise exception 'it failed' using errcode = '${sqlState}'; end $$`).execute(database.kysely)

    it.each([
      ['another password', (url: URL) => (url.password = 'wrong-secret'), 'refuses the login'],
      ['a database that is not there', (url: URL) => (url.pathname = '/nowhere'), 'has no database nowhere'],
      ['a port where nobody listens', (url: URL) => (url.port = '1'), 'answers at 127.0.0.1:1'],
      ['a name that nobody has', (url: URL) => (url.hostname = 'db.invalid'), 'answers at db.invalid:'],
    ])('is refused for %s, in words and without the password', async (_, change, words) => {
      const url = changed(change)
      const error: unknown = await connectToPostgres(url).catch((error: unknown) => error)
      expect(error).toMatchObject({
        code: 'DATABASE_UNREACHABLE',
        message: expect.stringContaining(words) as string,
        hint: expect.any(String) as string,
      })
      const said = inspect(error, { depth: 20 }) + JSON.stringify(error)
      expect(said).not.toContain(new URL(url).password)
    })

    it('is given up when a server takes it and says nothing', async () => {
      const silent = createServer(() => {}).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      try {
        const address = silent.address()
        if (address === null || typeof address === 'string') throw new Error('no port')
        const url = `postgres://me:secret@127.0.0.1:${address.port}/house?connect_timeout=1`
        await expect(connectToPostgres(url)).rejects.toMatchObject({
          code: 'DATABASE_UNREACHABLE',
          message: expect.stringContaining('No PostgreSQL server answers') as string,
        })
      } finally {
        silent.close()
      }
    })

    it('is waited for while all are in use, and given up with DATABASE_BUSY', async () => {
      const impatient = await connectToPostgres(changed((url) => url.searchParams.set('connect_timeout', '1')))
      try {
        const all = Array.from({ length: 10 }, () => sql`select pg_sleep(2)`.execute(impatient.kysely))
        await expect(sql`select 1`.execute(impatient.kysely)).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
        await Promise.all(all)
        await sql`select 1`.execute(impatient.kysely)
      } finally {
        await impatient.close()
      }
    })

    it('is refused by a database whose text is not UTF-8', async () => {
      const name = `${new URL(place.location).pathname.slice(1)}_ascii`
      await admin.query(
        `create database ${name} template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'`,
      )
      try {
        await expect(connectToPostgres(changed((url) => (url.pathname = `/${name}`)))).rejects.toMatchObject({
          code: 'UNSUPPORTED',
          message: expect.stringContaining('SQL_ASCII') as string,
        })
      } finally {
        await admin.query(`drop database ${name}`)
      }
    })

    it('that breaks in the middle of a write says so, and the next query gets a new one', async () => {
      const broken = database.write(async (transaction) => {
        await transaction.insertInto('setting').values({ name: 'half', value: '' }).execute()
        await endConnections()
        await transaction.insertInto('setting').values({ name: 'other half', value: '' }).execute()
      })
      await expect(broken).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' })
      expect(await database.kysely.selectFrom('setting').selectAll().execute()).toEqual([])
    })

    it('that breaks while nobody uses it is replaced', async () => {
      await Promise.all(Array.from({ length: 4 }, () => sql`select pg_sleep(0.01)`.execute(database.kysely)))
      await endConnections()
      // Until the process has heard of it.
      await delay(50)
      expect(await database.kysely.selectFrom('setting').selectAll().execute()).toEqual([])
    })

    it('waits for another that holds a lock, and gives up with DATABASE_BUSY', async () => {
      const impatient = await connectToPostgres(changed((url) => url.searchParams.set('lock_timeout', '100')))
      try {
        let release = () => {}
        const released = new Promise<void>((resolve) => (release = resolve))
        let begun = () => {}
        const hasBegun = new Promise<void>((resolve) => (begun = resolve))
        const holding = database.write(async () => {
          begun()
          await released
        })
        await hasBegun
        await expect(impatient.write(async () => {})).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
        // Those of another turn do not wait.
        expect(await impatient.write(async () => 'done', { turn: 'jobs' })).toBe('done')
        release()
        await holding
      } finally {
        await impatient.close()
      }
    })

    it('runs a write again that PostgreSQL took back because of a deadlock', async () => {
      await admin.query(`alter database ${new URL(place.location).pathname.slice(1)} set deadlock_timeout = '50ms'`)
      const quick = await connectToPostgres(place.location)
      try {
        await quick.kysely
          .insertInto('setting')
          .values(['a', 'b'].map((name) => ({ name, value: '0' })))
          .execute()
        let tries = 0
        const raise = (names: string[], turn: 'house' | 'jobs') =>
          quick.write(
            async (transaction) => {
              tries++
              for (const name of names) {
                await transaction
                  .updateTable('setting')
                  .set({ value: sql<string>`(value::int + 1)::text` })
                  .where('name', '=', name)
                  .execute()
                await sql`select pg_sleep(0.05)`.execute(transaction)
              }
            },
            { turn },
          )
        await Promise.all([raise(['a', 'b'], 'house'), raise(['b', 'a'], 'jobs')])
        expect(tries).toBeGreaterThan(2)
        const rows = await quick.kysely.selectFrom('setting').select('value').execute()
        expect(rows).toEqual([{ value: '2' }, { value: '2' }])
      } finally {
        await quick.close()
      }
    })

    it.each([
      ['53100', 'DISK_FULL'],
      ['XX001', 'DATABASE_CORRUPT'],
      ['XX002', 'DATABASE_CORRUPT'],
      ['42501', 'PERMISSION_DENIED'],
      ['25006', 'PERMISSION_DENIED'],
      ['40001', 'DATABASE_BUSY'],
      ['53300', 'DATABASE_BUSY'],
      ['57P03', 'DATABASE_UNREACHABLE'],
      ['08006', 'DATABASE_UNREACHABLE'],
      ['22021', 'INVALID_ARGUMENT'],
    ])('gives the server’s error %s the code %s', async (sqlState, code) => {
      await expect(fail(sqlState)).rejects.toMatchObject({ code, hint: expect.any(String) as string })
    })

    it('leaves errors of ours as they are', async () => {
      await expect(sql`select * from nowhere`.execute(database.kysely)).rejects.toMatchObject({ code: '42P01' })
    })

    it('reads big numbers as numbers without changing how others in this process read them', async () => {
      const { rows } = await sql`select 5::int8 as n`.execute(database.kysely)
      expect(rows).toEqual([{ n: 5 }])
      expect((await admin.query('select 5::int8 as n')).rows).toEqual([{ n: '5' }])
    })

    it('lets nothing be written while it reads together', async () => {
      const writing = database.readTogether((transaction) =>
        transaction.insertInto('setting').values({ name: 'a', value: '' }).execute(),
      )
      await expect(writing).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    })
  })
}
