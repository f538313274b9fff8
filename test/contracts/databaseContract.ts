import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { delay } from '../../src/foundation/time.ts'
import type { TestEngine, TestPlace } from '../support/engines.ts'
import { startDatabaseProcess } from './startDatabaseProcess.ts'

/** What every Database must do. */
export function describeDatabaseContract(engine: TestEngine): void {
  describe(`the database in ${engine.label}`, () => {
    let place: TestPlace
    let database: Database
    /** Another one at the same place, as another process has it. */
    let other: Database

    beforeEach(async () => {
      place = await engine.makePlace()
      database = await openDatabase(place.location)
      other = await openDatabase(place.location)
    })
    afterEach(async () => {
      await other.close()
      await database.close()
      await place.remove()
    })

    const put = (to: Pick<Database, 'kysely'>['kysely'], name: string, value = '') =>
      to.insertInto('setting').values({ name, value }).execute()
    const names = async (from = database) =>
      (await from.kysely.selectFrom('setting').select('name').orderBy('name').execute()).map(({ name }) => name)
    const increment = (of: Database) =>
      of.write(async (transaction) => {
        const row = await transaction.selectFrom('setting').select('value').where('name', '=', 'n').executeTakeFirst()
        await transaction
          .insertInto('setting')
          .values({ name: 'n', value: String(Number(row?.value ?? 0) + 1) })
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet(({ ref }) => ({ value: ref('excluded.value') })),
          )
          .execute()
      })
    const count = async () =>
      Number((await database.kysely.selectFrom('setting').selectAll().executeTakeFirstOrThrow()).value)

    describe('write', () => {
      it('keeps what its work wrote, shows it to itself at once and to others when it is done, and returns its value', async () => {
        const result = await database.write(async (transaction) => {
          await put(transaction, 'a')
          expect(await transaction.selectFrom('setting').select('name').execute()).toEqual([{ name: 'a' }])
          expect(await names(other)).toEqual([])
          return 7
        })
        expect(result).toBe(7)
        expect(await names(other)).toEqual(['a'])
      })

      it('takes everything back when its work throws, throws the same, and goes on working', async () => {
        const reason = new Error('in the middle')
        const failing = database.write(async (transaction) => {
          await put(transaction, 'half')
          throw reason
        })
        await expect(failing).rejects.toBe(reason)
        expect(await names()).toEqual([])
        await database.write((transaction) => put(transaction, 'whole'))
        expect(await names()).toEqual(['whole'])
      })

      it('takes everything back when a query fails', async () => {
        const failing = database.write(async (transaction) => {
          await put(transaction, 'same')
          await put(transaction, 'same')
        })
        await expect(failing).rejects.toThrow(/unique/i)
        expect(await names()).toEqual([])
      })

      it('goes one after the other, so that nothing it read has changed', async () => {
        await Promise.all(Array.from({ length: 20 }, (_, i) => increment(i % 2 === 0 ? database : other)))
        expect(await count()).toBe(20)
      })

      it('goes one after the other in many processes', async () => {
        const processes = await Promise.all(
          Array.from({ length: 4 }, () => startDatabaseProcess(place.location, 'increment-25')),
        )
        for (const process of processes) process.begin()
        await Promise.all(processes.map((process) => process.ended()))
        expect(await count()).toBe(100)
      })

      it('gives keys in the order of commits, so that a watcher misses none', async () => {
        const total = 60
        const seen: number[] = []
        const watch = async () => {
          while (seen.length < total) {
            const rows = await database.kysely
              .selectFrom('search_changes')
              .select('id')
              .where('id', '>', seen.at(-1) ?? 0)
              .orderBy('id')
              .execute()
            seen.push(...rows.map(({ id }) => id))
            await delay(1)
          }
        }
        const add = (of: Database, i: number) =>
          of.write(async (transaction) => {
            await transaction
              .insertInto('search_changes')
              .values({ kind: 'parts', keys: new Uint8Array([i]), time: i })
              .execute()
            // Those that come first are not always done first.
            await sql`select ${i}`.execute(transaction)
          })
        await Promise.all([watch(), ...Array.from({ length: total }, (_, i) => add(i % 2 === 0 ? database : other, i))])
        expect(new Set(seen).size).toBe(total)
      })

      it('lets this process read while it waits for another one to finish writing', async () => {
        let finish = () => {}
        const finished = new Promise<void>((resolve) => (finish = resolve))
        let begin = () => {}
        const begun = new Promise<void>((resolve) => (begin = resolve))
        const long = other.write(async (transaction) => {
          await put(transaction, 'first')
          begin()
          await finished
        })
        await begun
        const waiting = database.write((transaction) => put(transaction, 'second'))
        await delay(30)
        expect(await names()).toEqual([])
        finish()
        await Promise.all([long, waiting])
        expect(await names()).toEqual(['first', 'second'])
      })

      it('of a process that is killed in the middle leaves nothing, and no lock', async () => {
        const process = await startDatabaseProcess(place.location, 'hang-in-write')
        process.begin()
        await process.said('written')
        await process.kill()
        await database.write((transaction) => put(transaction, 'after'))
        expect(await names()).toEqual(['after'])
      })
    })

    describe('readTogether', () => {
      it('sees one state, whatever others commit meanwhile', async () => {
        await put(database.kysely, 'before')
        const seen = await database.readTogether(async (transaction) => {
          const first = await transaction.selectFrom('setting').select('name').execute()
          await put(other.kysely, 'meanwhile')
          const second = await transaction.selectFrom('setting').select('name').execute()
          return { first, second }
        })
        expect(seen).toEqual({ first: [{ name: 'before' }], second: [{ name: 'before' }] })
        expect(await names()).toEqual(['before', 'meanwhile'])
      })
    })

    describe('close', () => {
      it('may be called twice, ends this one only, and what was written is there when it is opened again', async () => {
        await put(database.kysely, 'kept')
        await database.close()
        await database.close()
        await expect(names(database)).rejects.toThrow('destroyed')
        expect(await names(other)).toEqual(['kept'])
        const again = await openDatabase(place.location)
        expect(await names(again)).toEqual(['kept'])
        await again.close()
      })
    })

    describe('the first opening', () => {
      it('may be done by several processes at once', async () => {
        const empty = await engine.makePlace({ tables: false })
        try {
          const processes = await Promise.all(
            Array.from({ length: 5 }, () => startDatabaseProcess(empty.location, 'open')),
          )
          for (const process of processes) process.begin()
          await Promise.all(processes.map((process) => process.ended()))
          const opened = await openDatabase(empty.location)
          expect(await names(opened)).toHaveLength(5)
          await opened.close()
        } finally {
          await empty.remove()
        }
      })
    })
  })
}
