import { expect, test } from 'vitest'

import { describeEngines } from '../../test/support/engines.ts'
import { createModelUses } from './modelUses.ts'

const oneHourMs = 60 * 60 * 1000

describeEngines('the uses of models', (openDatabase) => {
  test('are written once an hour for each model, and only of what is in the library', async () => {
    const { database, remove } = await openDatabase()
    try {
      let now = 1_000_000
      let asked = 0
      const has = async (slugs: readonly string[]) => (asked++, new Set(slugs.filter((slug) => slug !== 'elsewhere')))
      const uses = createModelUses({ database, library: { has }, clock: () => now })
      await uses.note(['one', 'elsewhere'])
      now += oneHourMs - 1
      await uses.note(['one', 'two'])
      expect(await uses.read()).toEqual(
        new Map([
          ['one', 1_000_000],
          ['two', now],
        ]),
      )
      await uses.note(['one', 'two'])
      expect(asked).toBe(2)
      now += 1
      await uses.note(['one'])
      expect((await uses.read()).get('one')).toBe(now)
    } finally {
      await remove()
    }
  })
})
