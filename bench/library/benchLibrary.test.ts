import { expect, it } from 'vitest'

import { benchLibrary } from './benchLibrary.ts'
import { readBenchOptions } from './benchOptions.ts'

it('measures every step of a small library', { timeout: 120_000 }, async () => {
  const { figures } = await benchLibrary({ models: '30', size: '1MiB', rounds: '1' })
  expect(figures.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      'index_10k_s',
      'rescan_50k_s',
      'plan_10k_s',
      'apply_10k_s',
      'rebuild_10k_s',
      'hash_vs_openssl',
    ]),
  )
  expect(figures.every(({ value }) => value > 0)).toBe(true)
})

it('says which flag is wrong', () => {
  expect(() => readBenchOptions({ only: 'indexes' })).toThrow('the steps are index')
  expect(() => readBenchOptions({ models: '0' })).toThrow('--models 0')
})
