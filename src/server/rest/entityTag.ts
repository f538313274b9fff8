import { createHash } from 'node:crypto'

import type { JsonObject } from '@bufbuild/protobuf'

import type { RestAnswer } from './toRestAnswer.ts'

// Answers that are of the moment: a copy of them is never good.
const withoutTag = new Set(['weighthouse.v1.Health', 'weighthouse.v1.Status'])
// A field that differs between two answers that mean the same.
const volatileMeta = 'tookMs'

/**
 * The ETag of an answer: sha256 of its body. Where the body tells how long the work took, the tag is a weak one over
 * the rest: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
 */
export function entityTag(typeName: string, answer: RestAnswer, body: string): string | undefined {
  if (withoutTag.has(typeName)) return undefined
  if (!Object.hasOwn(answer.meta, volatileMeta)) return `"${hash(body)}"`
  const meta: JsonObject = Object.fromEntries(Object.entries(answer.meta).filter(([name]) => name !== volatileMeta))
  return `W/"${hash(JSON.stringify({ data: answer.data, meta }))}"`
}

/** True when `If-None-Match` names the tag, or any by `*`. Compared weakly, as RFC 9110 asks for GET. */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const opaque = (text: string) => text.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((candidate) => opaque(candidate) === opaque(tag))
}

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
