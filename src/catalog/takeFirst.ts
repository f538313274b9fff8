/**
 * The first of `items` in an order, sorted, without sorting all of them: n comparisons and a little, for few of many.
 *
 * @param compare as of `Array.sort`
 */
export function takeFirst<T>(items: Iterable<T>, limit: number, compare: (a: T, b: T) => number): T[] {
  if (limit <= 0) return []
  const kept: T[] = []
  let last: T | undefined
  for (const item of items) {
    if (last !== undefined && compare(item, last) >= 0) continue
    kept.push(item)
    if (kept.length >= limit * 2) {
      kept.sort(compare).length = limit
      last = kept[limit - 1]
    }
  }
  return kept.sort(compare).slice(0, limit)
}
