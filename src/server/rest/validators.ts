import type { IncomingHttpHeaders } from 'node:http'

import type { FastifyReply } from 'fastify'

import type { UtcMilliseconds } from '../../foundation/time.ts'
import { matchesTag } from './entityTag.ts'

/** What tells whether a copy of an answer is still good. */
export interface Validators {
  /** With its quotes. */
  tag: string
  /** Undefined when nobody knows. */
  modifiedAt: UtcMilliseconds | undefined
}

/** Sets ETag and Last-Modified, and asks for them to be compared before a copy is used again. */
export function sendValidators(reply: FastifyReply, { tag, modifiedAt }: Validators): void {
  reply.header('etag', tag).header('cache-control', 'no-cache')
  if (modifiedAt !== undefined) reply.header('last-modified', new Date(modifiedAt).toUTCString())
}

/**
 * True when the caller's copy is still good. If-Modified-Since counts only without If-None-Match, and in whole seconds:
 * https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
 */
export function isFresh(headers: IncomingHttpHeaders, { tag, modifiedAt }: Validators): boolean {
  if (headers['if-none-match'] !== undefined) return matchesTag(headers['if-none-match'], tag)
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return modifiedAt !== undefined && Math.floor(modifiedAt / 1000) * 1000 <= since
}
