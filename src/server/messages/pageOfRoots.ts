import { z } from 'zod'

import { decodeCursor, encodeCursor } from '../../foundation/cursor.ts'
import type { LibraryRoot } from '../../library/library.ts'

/** Of the last root of a page: when it was added, and its id. */
const pageEnd = z.tuple([z.number(), z.string()])

/**
 * A page of the roots, in the order in which they were added.
 * @param limit 0 means 50
 * @param cursor of an earlier page; empty for the first
 * @throws WeighthouseError INVALID_ARGUMENT for a cursor that is none
 */
export function pageOfRoots(
  roots: readonly LibraryRoot[],
  { limit, cursor }: { limit: number; cursor: string },
): { roots: LibraryRoot[]; nextCursor: string } {
  const after = cursor === '' ? undefined : decodeCursor(cursor, pageEnd)
  const ordered = roots.toSorted((a, b) => compare([a.addedAt, a.id], [b.addedAt, b.id]))
  const rest = after ? ordered.filter(({ addedAt, id }) => compare([addedAt, id], after) > 0) : ordered
  const page = rest.slice(0, limit || 50)
  const last = page.length < rest.length ? page.at(-1) : undefined
  return { roots: page, nextCursor: last ? encodeCursor([last.addedAt, last.id]) : '' }
}

function compare([at, id]: readonly [number, string], [otherAt, otherId]: readonly [number, string]): number {
  return at - otherAt || (id < otherId ? -1 : id > otherId ? 1 : 0)
}
