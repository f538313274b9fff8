import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { inheritParameters } from './inheritParameters.ts'

const quantizedFrom = (id: string, relation: 'quantized' | 'finetune' = 'quantized') => ({
  baseModels: [{ id, relation, declared: true }],
})

describeEngines('inheritParameters', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  const parametersOf = async (id: string) => (await test.catalog.getEntry(id)).parameters

  it('gives a chain of quantizations the number of weights of its end, and the next run changes nothing', async () => {
    await test.write(
      makeRecord('o/thrice', quantizedFrom('o/twice')),
      makeRecord('o/twice', quantizedFrom('o/once')),
      makeRecord('o/once', quantizedFrom('o/base')),
      makeRecord('o/tuned', quantizedFrom('o/base', 'finetune')),
      makeRecord('o/base', { parameters: 7e9 }),
    )
    expect(await inheritParameters(test)).toBe(3)
    for (const id of ['o/once', 'o/twice', 'o/thrice']) expect(await parametersOf(id)).toBe(7e9)
    expect(await parametersOf('o/tuned')).toBeUndefined()
    expect(await inheritParameters(test)).toBe(0)
  })

  it('looks only at models that were written and at what was made of them, when they are told', async () => {
    await test.write(
      makeRecord('o/twice', quantizedFrom('o/once')),
      makeRecord('o/once', quantizedFrom('o/base')),
      makeRecord('o/base', { parameters: 7e9 }),
      makeRecord('o/other', quantizedFrom('o/more')),
      makeRecord('o/more', { parameters: 3e9 }),
    )
    const inherit = (...keys: number[]) => inheritParameters({ ...test, among: Uint32Array.from(keys) })
    expect(await inherit(1)).toBe(0)
    expect(await inherit(3)).toBe(2)
    expect(await parametersOf('o/twice')).toBe(7e9)
    expect(await parametersOf('o/other')).toBeUndefined()
    expect(await inherit(4, 999)).toBe(1)
    expect(await inheritParameters(test)).toBe(0)
  })

  it('ends where quantizations go round in a circle', async () => {
    await test.write(
      makeRecord('o/self', quantizedFrom('o/self')),
      makeRecord('o/first', { ...quantizedFrom('o/second'), parameters: 6e9 }),
      makeRecord('o/second', { ...quantizedFrom('o/first'), parameters: 2e9 }),
    )
    expect(await inheritParameters(test)).toBe(1)
    expect(await parametersOf('o/second')).toBe(6e9)
  })
})
