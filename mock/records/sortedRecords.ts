import { z } from 'zod'

import { parseJson } from '../../src/foundation/parseJson.ts'

/** Records in one order that never changes, with pages that continue after a key. */
export interface SortedRecords<R> {
  /**
   * The first `limit` records after `cursor` (from the start without one) that `matches`.
   * `next` is the cursor of the following page, undefined when nothing follows.
   */
  page(options: { cursor?: Position | undefined; limit: number; matches: (record: R) => boolean }): {
    records: R[]
    next: Position | undefined
  }
}

/** The place of a record: its sort value and, among equals, its id. */
export type Position = [value: string | number, id: string | number]

export interface SortOptions<R> {
  value: (record: R) => string | number
  id: (record: R) => string | number
  descending: boolean
}

/** Sorts once; a page costs a binary search and the records that it looks at. */
export function sortRecords<R>(records: Iterable<R>, options: SortOptions<R>): SortedRecords<R> {
  const sign = options.descending ? -1 : 1
  const compare = (a: Position, b: Position) => sign * compareValues(a[0], b[0]) || compareValues(a[1], b[1])
  const position = (record: R): Position => [options.value(record), options.id(record)]
  const sorted = [...records]
    .map((record) => ({ record, position: position(record) }))
    .sort((a, b) => compare(a.position, b.position))

  return {
    page({ cursor, limit, matches }) {
      const found: R[] = []
      let last: Position | undefined
      for (let index = cursor ? firstAfter(cursor) : 0; index < sorted.length; index++) {
        const item = sorted[index]
        if (!item || !matches(item.record)) continue
        if (found.length === limit) return { records: found, next: last }
        found.push(item.record)
        last = item.position
      }
      return { records: found, next: undefined }
    },
  }

  function firstAfter(cursor: Position): number {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const item = sorted[middle]
      if (item && compare(item.position, cursor) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

const key = z.union([z.string(), z.number()])
const positionSchema = z.tuple([key, key])

/** The opaque text of a position. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** The position of a cursor that {@link encodeCursor} made; undefined for any other text. */
export function decodeCursor(text: string): Position | undefined {
  return positionSchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString())).data
}

function compareValues(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
