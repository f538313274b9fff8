import { WeighthouseError } from '../../foundation/errors.ts'
import { type SearchSort, searchSorts } from './searchQuery.ts'

/** @throws WeighthouseError INVALID_ARGUMENT for what is no way to sort */
export function checkSort(sort: string | undefined): SearchSort | undefined {
  if (!sort) return undefined
  const known = searchSorts.find((name) => name === sort)
  if (known) return known
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(sort)} is not a way to sort.`, {
    hint: `Sort by ${searchSorts.join(', ')}.`,
  })
}
