import { expect, it } from 'vitest'

import { hasFilters, readFilter, toggleFilter, toggleUnwanted } from './changeFilter.ts'

it('adds a value, takes it out again, and then has no filter left', () => {
  const one = toggleFilter({ query: 'qwen' }, 'task', 'text-generation')
  expect(one).toEqual({ query: 'qwen', task: ['text-generation'] })
  expect(hasFilters(one)).toBe(true)
  expect(hasFilters(toggleFilter(one, 'task', 'text-generation'))).toBe(false)
})

it('makes an unwanted value wanted, and a wanted one unwanted, never both', () => {
  const unwanted = toggleUnwanted({ license: ['mit', 'apache-2.0'] }, 'license', 'mit')
  expect(unwanted).toEqual({ license: ['apache-2.0', '!mit'] })
  expect(readFilter(unwanted, 'license')).toEqual({ wanted: ['apache-2.0'], unwanted: ['mit'] })
  expect(toggleFilter(unwanted, 'license', 'mit')).toEqual({ license: ['apache-2.0', 'mit'] })
  expect(toggleUnwanted(unwanted, 'license', 'mit')).toEqual({ license: ['apache-2.0'] })
})

it('counts ranges, memory and three-way choices as filters, words and order not', () => {
  expect([{ parameters: '..3B' }, { memory: '24GB' }, { original: false }, { nsfw_mask: 0 }].map(hasFilters)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(hasFilters({ query: 'qwen', sort: 'likes', removed: true, context: 8192 })).toBe(false)
})
