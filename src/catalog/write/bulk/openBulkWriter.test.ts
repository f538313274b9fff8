import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'

import {
  llama,
  makeRecord,
  openTestCatalog,
  type TestCatalog,
  type TestRecord,
} from '../../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../../test/support/engines.ts'
import { type CatalogWriter, createCatalogWriter } from '../createCatalogWriter.ts'
import type { Writer } from '../createWriter.ts'
import { deriveAgain } from '../deriveAgain.ts'
import { createRecordPreparer } from '../preparer/createRecordPreparer.ts'
import { prepareRecord } from '../prepareRecord.ts'

let test: TestCatalog
let writer: CatalogWriter
const start = async (open?: Parameters<typeof openTestCatalog>[0]) => {
  test = await openTestCatalog(open)
  writer = createCatalogWriter({ database: test.database, clock: () => test.time.now })
}
const write = (to: Writer, ...records: TestRecord[]) =>
  to.write((inner) => inner.writePrepared(records.map(({ source, record }) => prepareRecord(source, record))))
const outcomes = (results: readonly { outcome: string }[]) => results.map(({ outcome }) => outcome)
const many = (count: number, tag = 'x') =>
  Array.from({ length: count }, (_, index) => makeRecord(`m/${index}`, { tags: [tag] }))

describeEngines('openBulk', (open) => {
  beforeEach(() => start(open))
  afterEach(() => test.close())

  it('writes what the usual writer writes, and knows what is there', async () => {
    await test.write(makeRecord('m/1'), makeRecord('m/2', { tags: ['x'] }))
    const bulk = await writer.openBulk()
    expect(outcomes(await write(bulk, ...many(5), llama))).toEqual([
      'added',
      'changed',
      'unchanged',
      'added',
      'added',
      'added',
    ])
    expect(outcomes(await write(bulk, makeRecord('m/3', { tags: ['y'] }), makeRecord('M/3')))).toEqual([
      'changed',
      'added',
    ])
    await bulk.close()
    expect((await test.catalog.getEntry('m/3')).tags).toEqual(['y'])
    expect((await test.catalog.search({ query: 'ab'.repeat(32) })).total).toBe(1)
    expect(await test.catalog.countEntries()).toBe(7)
    expect(outcomes(await write(writer, ...many(5)))).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
      'changed',
      'unchanged',
    ])
  })
})

describeEngines('openBulk, while it is open,', (open) => {
  beforeEach(() => start(open))
  afterEach(() => test.close())

  const indexes = async () => {
    const { kysely, engine } = test.database
    const query =
      engine === 'sqlite'
        ? sql`SELECT name FROM sqlite_schema WHERE type = 'index' AND name IN ('models_id', 'attributes_value')`
        : sql`SELECT indexname FROM pg_indexes WHERE indexname IN ('models_id', 'attributes_value')`
    return (await query.execute(kysely)).rows.length
  }

  it('keeps others from writing models until it is closed', async () => {
    const bulk = await writer.openBulk()
    await write(bulk, ...many(3))
    expect(await indexes()).toBe(0)
    const refused = expect.objectContaining({ code: 'CONFLICT' })
    await expect(test.write(llama)).rejects.toThrow(refused)
    await expect(writer.openBulk()).rejects.toThrow(refused)
    // Reading goes on.
    expect((await test.catalog.getEntry('m/2')).id).toBe('m/2')
    await bulk.close()
    expect(await indexes()).toBe(2)
    expect(await test.write(llama)).toMatchObject({ added: 1 })
  })

  it('is mended by the next writer when its process has died', async () => {
    const parts = { database: test.database, writer, preparer: createRecordPreparer() }
    await deriveAgain(parts)
    const bulk = await writer.openBulk()
    await write(bulk, llama, ...many(3))
    test.time.now += 2 * 60_000
    expect(await test.write(makeRecord('m/1', { likes: 1 }))).toEqual({ added: 0, changed: 1, unchanged: 0 })
    expect(await indexes()).toBe(2)
    // The hashes had waited in memory.
    const found = async () => (await test.catalog.search({ query: 'ab'.repeat(32) })).total
    expect(await found()).toBe(0)
    expect(await deriveAgain(parts)).toBe(4)
    expect(await found()).toBe(1)
  })

  it('is mended by the next writer when one of its writes has failed', async () => {
    const bulk = await writer.openBulk()
    await write(bulk, ...many(3))
    const failed = bulk.write(async (inner) => {
      await inner.writePrepared([prepareRecord('huggingface', { id: 'm/lost' })])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await expect(write(bulk, llama)).rejects.toThrow('has failed before')
    await bulk.close()
    expect(await test.write(makeRecord('m/lost'))).toMatchObject({ added: 1 })
    expect([await indexes(), await test.catalog.countEntries()]).toEqual([2, 4])
  })
})
