import { hash } from 'node:crypto'

import { z } from 'zod'

import { decodeCursor, encodeCursor } from '../../foundation/cursor.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { IndexPosition } from '../index/indexView.ts'
import { canonicalJson } from '../write/canonicalJson.ts'
import type { EntryFilter } from './searchQuery.ts'

const cursorSchema = z.object({
  /** Of the query and sort that the cursor belongs to. */
  q: z.string(),
  v: z.union([z.number(), z.null(), z.tuple([z.number(), z.number()])]),
  k: z.number().int(),
})

/** What a cursor is bound to: everything of a query that decides which models match, and their order. */
export interface CursorScope {
  query: string
  sort: string
  filter: EntryFilter
}

/** An opaque text for a position, which is good for the same query only. */
export function writeSearchCursor(position: IndexPosition, scope: CursorScope): string {
  return encodeCursor({ q: hashScope(scope), v: position.value, k: position.key })
}

/** @throws WeighthouseError INVALID_ARGUMENT when `cursor` is none, or belongs to another query or sort */
export function readSearchCursor(cursor: string, scope: CursorScope): IndexPosition {
  const { q, v, k } = decodeCursor(cursor, cursorSchema)
  if (q === hashScope(scope)) return { value: v, key: k }
  throw new WeighthouseError('INVALID_ARGUMENT', 'The cursor belongs to another query, filter or sort.', {
    hint: 'Search again without a cursor, and page on with the cursors that this search gives.',
  })
}

function hashScope({ query, sort, filter }: CursorScope): string {
  const conditions = Object.entries(filter)
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .map(([field, value]) => [field, Array.isArray(value) ? value.map(String).toSorted(compareText) : value])
  const scope = canonicalJson({ query: query.trim(), sort, filter: Object.fromEntries(conditions) })
  return hash('sha256', scope, 'base64url').slice(0, 12)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : 1
}
