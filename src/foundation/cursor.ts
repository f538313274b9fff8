import type { z } from 'zod'

import { WeighthouseError } from './errors.ts'
import { parseJson } from './parseJson.ts'

/*
 * A cursor is where a page of a list ends, as an opaque text that clients hand back: the position as JSON, in base64url.
 */

export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/**
 * The position that {@link encodeCursor} was given.
 * @throws WeighthouseError INVALID_ARGUMENT when `cursor` stands for none that `schema` allows
 */
export function decodeCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) return parsed.data
  throw new WeighthouseError(
    'INVALID_ARGUMENT',
    `The cursor ${JSON.stringify(cursor.slice(0, 100))} is not one that a page has given.`,
    {
      hint: 'Give the nextCursor of the page before, unchanged, or none to start.',
      details: { field: 'cursor' },
    },
  )
}
