import { z } from 'zod'

/* Tolerant readers of single fields: what has not the type that a tool writes is as if it were not there. */

export const text = z.string().optional().catch(undefined)
export const flag = z.boolean().optional().catch(undefined)
export const texts = z.array(z.unknown()).optional().catch(undefined)
/** A number of CivitAI, as number or digits; `-1` and 0 are none. */
export const id = z
  .union([z.number().int().positive(), z.string().regex(/^[1-9]\d{0,14}$/)])
  .transform(String)
  .optional()
  .catch(undefined)

const sha256 = /^[0-9a-f]{64}$/

/** A sha256 in lower-case hex; undefined for anything else. */
export function readSha256(value: unknown): string | undefined {
  const hash = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return sha256.test(hash) ? hash : undefined
}

/** Words that are split by commas, as people type trigger words. */
export function splitWords(value: string | undefined): string[] {
  return value === undefined ? [] : value.slice(0, 10_000).split(',')
}
