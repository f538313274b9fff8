import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { startCatalogProcess } from '../../../test/contracts/startCatalogProcess.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { answersOf, models, reopened } from './testing/catalogAnswers.ts'

describeEngines('the search index of several processes', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open, { fewestToKeep: 1 })
  })
  afterEach(() => test.close())

  const total = async (query: string) => (await test.catalog.search({ query })).total

  it('has what another process has committed in the next search', async () => {
    await test.write(...models(0, 50))
    expect(await total('zebra')).toBe(0)
    const other = await startCatalogProcess(test.location, 'write')
    other.begin()
    await other.ended()
    expect(await total('zebra')).toBe(100)
    // And after it had come to know of others, it still takes its own.
    await test.write(makeRecord('mine/zebra'))
    expect(await total('zebra')).toBe(101)
    expect((await test.catalog.search({ author: ['other', 'mine'] })).total).toBe(101)
  })

  it('never has what was rolled back', async () => {
    await test.write(...models(0, 50))
    const { records } = await test.catalog.prepare('huggingface', [
      makeRecord('o/zebra', { tags: ['striped'] }).record,
      ...models(0, 50, 9).map(({ record }) => record),
    ])
    const failing = test.catalog.write(async (writer) => {
      await writer.writePrepared(records)
      throw new RangeError('after the write')
    })
    await expect(failing).rejects.toThrow('after the write')
    expect([await total('zebra'), await total('striped')]).toEqual([0, 0])
    expect((await test.catalog.search({ ranges: { likes: { from: 9 } } })).total).toBe(0)
    // Takes the keys of the model and the tag that were taken back.
    await test.write(makeRecord('o/okapi', { tags: ['forest'] }))
    expect([await total('okapi'), await total('forest'), await total('striped')]).toEqual([1, 1, 0])
  })

  it('never has what a process wrote that died before its commit', async () => {
    await test.write(...models(0, 50))
    const other = await startCatalogProcess(test.location, 'hang-in-write')
    other.begin()
    await other.said('written')
    expect(await total('giraffe')).toBe(0)
    await other.kill()
    expect(await total('giraffe')).toBe(0)
    await test.write(makeRecord('o/okapi'))
    expect([await total('giraffe'), await total('okapi')]).toEqual([0, 1])
  })

  it('brings in many changes of another process piece by piece, while searches answer', async () => {
    await test.write(...models(0, 50))
    expect(await total('')).toBe(50)
    await reopened(test, async ({ write }) => {
      for (let from = 50; from < 6_050; from += 1_000) await write(...models(from, from + 1_000))
    })
    const totals: number[] = []
    do {
      totals.push((await test.catalog.search({})).total)
      // As between two requests.
      await new Promise(setImmediate)
    } while (totals.at(-1)! < 6_050 && totals.length < 10_000)
    expect(totals[0]).toBe(50)
    expect(totals.at(-1)).toBe(6_050)
    expect(totals).toEqual(totals.toSorted((a, b) => a - b))
    expect(new Set(totals).size).toBeGreaterThan(1)
    expect(await answersOf(test.catalog)).toEqual(await reopened(test, ({ catalog }) => answersOf(catalog)))
  })
})
