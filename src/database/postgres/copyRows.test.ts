import fc from 'fast-check'
import { CompiledQuery, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { testEngines, type TestPlace } from '../../../test/support/engines.ts'
import type { PostgresDatabase } from '../database.ts'
import { connectToPostgres } from './connectToPostgres.ts'
import { copyRows, type CopyType } from './copyRows.ts'

const types = ['int8', 'int2', 'float8', 'text', 'bytea'] as const satisfies readonly CopyType[]

for (const engine of testEngines.filter(({ engine }) => engine === 'postgres')) {
  describe(`rows that are copied into ${engine.label}`, () => {
    let place: TestPlace
    let database: PostgresDatabase
    beforeEach(async () => {
      place = await engine.makePlace()
      database = await connectToPostgres(place.location)
    })
    afterEach(async () => {
      await database.close()
      await place.remove()
    })

    it('are there as they were', async () => {
      const row = fc.tuple(
        fc.option(fc.maxSafeInteger()),
        fc.option(fc.integer({ min: -0x8000, max: 0x7fff })),
        fc.option(fc.double({ noNaN: true })),
        fc.option(fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed() && !text.includes('\0'))),
        fc.option(fc.uint8Array({ maxLength: 300 })),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 50 }), async (rows) => {
          const found = await database.write(async (transaction) => {
            await sql`CREATE TEMPORARY TABLE copied (place serial, a int8, b int2, c float8, d text, e bytea)
              ON COMMIT DROP`.execute(transaction)
            const text = 'COPY copied (a, b, c, d, e) FROM STDIN (FORMAT binary)'
            await transaction.executeQuery(CompiledQuery.raw(text, [copyRows(types, rows)]))
            const { rows: found } = await sql<Record<'a' | 'b' | 'c' | 'd' | 'e', unknown>>`
              SELECT a, b, c, d, e FROM copied ORDER BY place`.execute(transaction)
            return found
          })
          expect(found.map(({ a, b, c, d, e }) => [a, b, c, d, e && new Uint8Array(e as Uint8Array)])).toEqual(rows)
        }),
        { numRuns: 30 },
      )
    })

    it('are refused with what the server says, and the connection is good for more', async () => {
      const copy = (bytes: Uint8Array) =>
        database.write(async (transaction) => {
          await sql`CREATE TEMPORARY TABLE copied (a int8 NOT NULL) ON COMMIT DROP`.execute(transaction)
          await transaction.executeQuery(CompiledQuery.raw('COPY copied (a) FROM STDIN (FORMAT binary)', [bytes]))
        })
      await expect(copy(copyRows(['int8'], [[null]]))).rejects.toThrow('null value')
      await expect(copy(new Uint8Array([1, 2, 3]))).rejects.toThrow('COPY file signature')
      await copy(copyRows(['int8'], [[1]]))
      expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(database.kysely)).rows).toEqual([{ one: 1 }])
    })
  })
}

it('makes no rows of values of another type', () => {
  expect(() => copyRows(['int8'], [[0.5]])).toThrow(TypeError)
  expect(() => copyRows(['int8'], [['1']])).toThrow(TypeError)
  expect(() => copyRows(['text'], [[1]])).toThrow(TypeError)
  expect(() => copyRows(['bytea'], [['a']])).toThrow(TypeError)
})
