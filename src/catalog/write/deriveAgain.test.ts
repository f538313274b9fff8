import { afterEach, beforeEach, expect, it } from 'vitest'

import { llama, makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { createCatalogWriter } from './createCatalogWriter.ts'
import { type DerivationParts, deriveAgain } from './deriveAgain.ts'
import { createRecordPreparer } from './preparer/createRecordPreparer.ts'

describeEngines('deriveAgain', (open) => {
  let test: TestCatalog
  let parts: DerivationParts
  beforeEach(async () => {
    test = await openTestCatalog(open)
    const { database } = test
    parts = {
      database,
      writer: createCatalogWriter({ database, clock: () => test.time.now }),
      preparer: createRecordPreparer(),
    }
  })
  afterEach(async () => {
    await parts.preparer.close()
    await test.close()
  })

  const many = Array.from({ length: 450 }, (_, index) => makeRecord(`m/${index}`, { likes: index, tags: ['kept'] }))
  /** As migration 0002 leaves models behind. */
  const strip = () =>
    test.database.kysely
      .updateTable('models')
      .set({
        attributes: new Uint8Array(),
        more_words: null,
        record_hash: new Uint8Array(),
        parts_hash: new Uint8Array(),
      })
      .execute()

  it('makes from records what follows from them, once, and changes nothing else', async () => {
    await test.write(...many, llama)
    await deriveAgain(parts)
    const before = await test.database.kysely.selectFrom('models').selectAll().orderBy('key').execute()
    await strip()
    await test.database.kysely.deleteFrom('setting').execute()
    await test.database.kysely.deleteFrom('file_hashes').execute()
    test.time.now += 1_000
    expect(await deriveAgain(parts)).toBe(451)
    expect(await test.database.kysely.selectFrom('models').selectAll().orderBy('key').execute()).toEqual(before)
    expect(await deriveAgain(parts)).toBe(0)
    expect((await test.catalog.search({ tag: ['kept'] })).total).toBe(450)
    expect((await test.catalog.search({ query: 'ab'.repeat(32) })).total).toBe(1)
  })

  it('does it again when the rules have changed', async () => {
    await test.write(llama)
    expect(await deriveAgain(parts, { version: 5 })).toBe(1)
    expect(await deriveAgain(parts, { version: 5 })).toBe(0)
    expect(await deriveAgain(parts, { version: 6 })).toBe(1)
  })

  it('goes on where it was stopped', async () => {
    await test.write(...many)
    const stop = new AbortController()
    const { writer } = parts
    const stopping: DerivationParts = {
      ...parts,
      writer: {
        async write(work) {
          const result = await writer.write(work)
          stop.abort()
          return result
        },
      },
    }
    expect(await deriveAgain(stopping, { version: 9, signal: stop.signal })).toBe(200)
    expect(await deriveAgain(parts, { version: 9 })).toBe(250)
    expect(await deriveAgain(parts, { version: 9 })).toBe(0)
  })

  it('keeps removed models removed', async () => {
    await test.write(llama, makeRecord('a/gone'))
    await test.catalog.write((writer) => writer.markRemoved([2]))
    const { removedAt } = await test.catalog.getEntry('a/gone')
    await strip()
    test.time.now += 1_000
    await deriveAgain(parts, { version: 7 })
    expect((await test.catalog.getEntry('a/gone')).removedAt).toBe(removedAt)
    expect((await test.catalog.search({})).total).toBe(1)
  })

  it('leaves a model that was written while its record was being prepared', async () => {
    await test.write(makeRecord('a/b', { likes: 1 }))
    const { preparer } = parts
    const slow: DerivationParts = {
      ...parts,
      preparer: {
        ...preparer,
        async prepare(source, records) {
          const batch = await preparer.prepare(source, records)
          await test.write(makeRecord('a/b', { likes: 2 }))
          return batch
        },
      },
    }
    await deriveAgain(slow, { version: 3 })
    expect((await test.catalog.getEntry('a/b')).likes).toBe(2)
  })
})
