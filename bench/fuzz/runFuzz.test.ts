import { expect, it } from 'vitest'

import { fuzzCases } from './fuzzCases.ts'
import { runFuzz } from './runFuzz.ts'

it('crashes no reader with some ten thousand changed headers', { timeout: 120_000 }, async () => {
  const result = await runFuzz({ runs: 30_000, seed: 20_261_121 })
  expect(result.crashes).toEqual([])
  expect(Object.keys(result.runsByReader).sort()).toEqual(fuzzCases.map(({ name }) => name).sort())
})

it('begins with files that their readers take', async () => {
  for (const { name, seeds, read } of fuzzCases) {
    expect(seeds.length, name).toBeGreaterThan(0)
    for (const seed of seeds) await read(seed)
  }
})
