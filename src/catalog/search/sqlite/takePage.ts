import type { IndexMatches, IndexPosition } from '../searchIndex.ts'

/** Makes a page of `limit` rows out of up to `limit + 1`; the extra row only tells that more follow. */
export function takePage<Row extends { key: number }>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => IndexPosition,
): Pick<IndexMatches, 'keys' | 'next'> {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { keys: page.map(({ key }) => key), next: rows.length > limit && last ? position(last) : undefined }
}
