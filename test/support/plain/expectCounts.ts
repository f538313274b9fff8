import { expect } from 'vitest'

import type { Facet } from '../../../src/catalog/search/searchQuery.ts'
import { facetValues } from './findPlainly.ts'
import type { PlainModel } from './plainModel.ts'

/**
 * Expects the 20 most frequent values with their exact counts; which of several that are equally frequent come last is
 * open.
 */
export function expectCounts({ field, values }: Facet, models: readonly PlainModel[]): void {
  const counts = new Map<string, number>()
  for (const model of models) {
    for (const value of facetValues(model, field)) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const expected = values.map(({ value }) => ({ field, value, count: counts.get(value) ?? 0 }))
  expect(values.map(({ value, count }) => ({ field, value, count }))).toEqual(expected)
  const most = [...counts.values()].toSorted((a, b) => b - a).slice(0, 20)
  expect({ field, most: values.map(({ count }) => count) }).toEqual({ field, most })
}
