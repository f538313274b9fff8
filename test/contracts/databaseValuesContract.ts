import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import type { TestEngine, TestPlace } from '../support/engines.ts'

/** A row of `models` as far as it must be said. */
function model(id: string, more: { downloads?: number; trending_score?: number; created_at?: number } = {}) {
  const empty = new Uint8Array()
  return {
    source: 'huggingface',
    source_id: id,
    name: id,
    downloads: 0,
    likes: 0,
    gated: 0,
    nsfw_level: 0,
    attributes: empty,
    record_hash: empty,
    parts_hash: empty,
    indexed_at: 1,
    ...more,
  }
}

/** What every Database must do with values and keys. */
export function describeDatabaseValuesContract(engine: TestEngine): void {
  describe(`the database in ${engine.label}`, () => {
    let place: TestPlace
    let database: Database
    beforeEach(async () => {
      place = await engine.makePlace()
      database = await openDatabase(place.location)
    })
    afterEach(async () => {
      await database.close()
      await place.remove()
    })

    const put = (name: string, value = '') => database.kysely.insertInto('setting').values({ name, value }).execute()
    const names = async () =>
      (await database.kysely.selectFrom('setting').select('name').orderBy('name').execute()).map(({ name }) => name)

    describe('values', () => {
      it('bytes come back as they were, as a Uint8Array that is all of its buffer', async () => {
        const big = new Uint8Array(3_000_000).map((_, i) => (i * 7919) % 256)
        const all = Uint8Array.from({ length: 256 }, (_, i) => i)
        for (const [day, data] of [new Uint8Array(), all, big].entries())
          await database.kysely.insertInto('snapshots').values({ day, name: 'likes', part: 0, data }).execute()
        const rows = await database.kysely.selectFrom('snapshots').select('data').orderBy('day').execute()
        for (const [i, data] of [new Uint8Array(), all, big].entries()) {
          const found = rows[i]?.data
          expect(Object.getPrototypeOf(found)).toBe(Uint8Array.prototype)
          expect(Buffer.compare(found ?? all, data)).toBe(0)
          expect(found?.buffer.byteLength).toBe(data.length)
        }
      })

      it('whole numbers are exact to 2^53, and an error beyond', async () => {
        const numbers = [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0, 2 ** 31, 2 ** 32]
        await database.kysely
          .insertInto('models')
          .values(numbers.map((downloads, i) => model(`n${i}`, { downloads })))
          .execute()
        const rows = await database.kysely.selectFrom('models').select('downloads').orderBy('key').execute()
        expect(rows.map((row) => row.downloads)).toEqual(numbers)
        await sql`update models set downloads = 9007199254740993 where source_id = 'n0'`.execute(database.kysely)
        await expect(database.kysely.selectFrom('models').select('downloads').execute()).rejects.toThrow(
          /9007199254740993|too large/,
        )
        await database.kysely.updateTable('models').set({ downloads: 1 }).execute()
        expect((await database.kysely.selectFrom('models').select('downloads').execute()).length).toBe(5)
      })

      it('numbers with a fraction, no number, and what is computed come as numbers', async () => {
        const scores = [0.1, -1e300, 5e-324, 3]
        await database.kysely
          .insertInto('models')
          .values(scores.map((trending_score, i) => model(`s${i}`, { trending_score, downloads: i })))
          .execute()
        const rows = await database.kysely
          .selectFrom('models')
          .select(['trending_score', 'sha'])
          .orderBy('key')
          .execute()
        expect(rows.map((row) => row.trending_score)).toEqual(scores)
        expect(rows[0]?.sha).toBeNull()
        const { rows: computed } = await sql`
        select count(*) as n, sum(downloads) as total, avg(downloads) as mean, max(downloads) > 2 as many, 1 > 2 as never
        from models`.execute(database.kysely)
        expect({ ...computed[0]! }).toEqual({ n: 4, total: 6, mean: 1.5, many: 1, never: 0 })
      })

      it('text comes back as it was; what is no Unicode becomes a replacement character', async () => {
        const texts = ['', 'ümlaut 模型 🧪', `'";--\\`, '\u{10ffff}\u{1}', 'half \ud800 pair']
        for (const [i, text] of texts.entries()) await put(String(i), text)
        const rows = await database.kysely.selectFrom('setting').select('value').orderBy('name').execute()
        expect(rows.map(({ value }) => value)).toEqual([...texts.slice(0, 4), 'half \ufffd pair'])
      })

      it('text with a NUL character is refused, when it is written and when it is looked for', async () => {
        const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('NUL') as string }
        await expect(put('a\0b')).rejects.toMatchObject(refused)
        const looking = database.kysely.selectFrom('setting').selectAll().where('name', '=', '\0').execute()
        await expect(looking).rejects.toMatchObject(refused)
        expect(await names()).toEqual([])
      })

      it('text sorts by its bytes, and lower changes A to Z only', async () => {
        for (const name of ['b', 'a', 'B', 'Ä', 'a-b', 'ab', 'aB', '_', '模', '1']) await put(name)
        expect(await names()).toEqual(['1', 'B', '_', 'a', 'a-b', 'aB', 'ab', 'b', 'Ä', '模'])
        const { rows } =
          await sql`select lower(name) as name from setting where name = 'Ä' or name = 'B' order by name`.execute(
            database.kysely,
          )
        expect(rows.map((row) => ({ ...(row as object) }))).toEqual([{ name: 'b' }, { name: 'Ä' }])
      })
    })

    describe('keys', () => {
      it('ids that differ in case only are two models, and the same id is one', async () => {
        await database.kysely
          .insertInto('models')
          .values([model('Some/Model'), model('some/model')])
          .execute()
        await expect(database.kysely.insertInto('models').values(model('some/model')).execute()).rejects.toThrow(
          /unique/i,
        )
        const found = await database.kysely
          .selectFrom('models')
          .select('source_id')
          .where(({ fn }) => fn<string>('lower', ['source_id']), '=', 'some/model')
          .orderBy('key')
          .execute()
        expect(found.map((row) => row.source_id)).toEqual(['Some/Model', 'some/model'])
      })

      it('of models never come back', async () => {
        const insert = async (id: string) =>
          (await database.kysely.insertInto('models').values(model(id)).returning('key').executeTakeFirstOrThrow()).key
        const first = await insert('a')
        const second = await insert('b')
        await database.kysely.deleteFrom('models').execute()
        expect(await insert('c')).toBeGreaterThan(second)
        expect(second).toBeGreaterThan(first)
      })

      it('that are gone take along what hangs on them', async () => {
        const { key } = await database.kysely
          .insertInto('models')
          .values(model('a'))
          .returning('key')
          .executeTakeFirstOrThrow()
        await database.kysely
          .insertInto('model_records')
          .values({ model_key: key, record: new Uint8Array([1]) })
          .execute()
        await database.kysely.deleteFrom('models').where('key', '=', key).execute()
        expect(await database.kysely.selectFrom('model_records').selectAll().execute()).toEqual([])
      })
    })
  })
}
