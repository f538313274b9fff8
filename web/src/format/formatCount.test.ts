import { expect, it } from 'vitest'

import { formatCount, plural } from './formatCount.ts'

it('shortens counts and numbers of weights to three digits', () => {
  expect([0, 999, 1000, 25_235_903, 7_615_616_512n, 999_950].map(formatCount)).toEqual([
    '0',
    '999',
    '1k',
    '25.2M',
    '7.62B',
    '1M',
  ])
})

it('says one model and two models', () => {
  expect([plural(1n, 'model'), plural(0, 'model'), plural(22_585n, 'model')]).toEqual([
    '1 model',
    '0 models',
    '22,585 models',
  ])
})
