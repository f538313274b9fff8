import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'

describeEngines('iterateEntries and countEntries', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  it('stream what passes the filter, in the order asked for, with the record if wanted', async () => {
    await test.write(
      ...Array.from({ length: 1_203 }, (_, index) =>
        makeRecord(`a/${index}`, { downloads: index, gated: index % 2 === 0 }),
      ),
    )
    const all = await Array.fromAsync(test.catalog.iterateEntries())
    expect(all.map(({ entry }) => entry.id)).toEqual(Array.from({ length: 1_203 }, (_, index) => `a/${index}`))
    expect(all[7]?.record).toBeUndefined()
    const gated = await Array.fromAsync(
      test.catalog.iterateEntries({ gated: true, sort: 'downloads', limit: 550, withRecord: true }),
    )
    expect(gated).toHaveLength(550)
    expect(gated.slice(0, 2).map(({ entry }) => entry.id)).toEqual(['a/1202', 'a/1200'])
    expect(JSON.parse(gated[0]?.record ?? '')).toMatchObject({ id: 'a/1202' })
    expect(await test.catalog.countEntries({ gated: true })).toBe(602)
  })
})
