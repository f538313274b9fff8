import { z } from 'zod'

import { WeighthouseError } from '../foundation/errors.ts'

/** The FTS5 expression for words that must all be there, each as a beginning; undefined when `text` has no word. */
export function createSearchExpression(text: string): string | undefined {
  const words = text.match(/[\p{Letter}\p{Number}\p{Mark}]+/gu)
  return words?.map((word) => `"${word}"*`).join(' ')
}

const cursorSchema = z.tuple([z.string(), z.string()])

/** Where a page ends, as the opaque text that clients hand back. */
export function writeCursor(position: [name: string, slug: string]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** @throws WeighthouseError INVALID_ARGUMENT when `cursor` is none of ours */
export function readCursor(cursor: string): [name: string, slug: string] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(cursor.slice(0, 100))} is not a cursor.`, {
      hint: 'Use nextCursor of the page before, unchanged.',
      cause: error,
    })
  }
}
