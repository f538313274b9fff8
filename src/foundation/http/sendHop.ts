import type { Readable } from 'node:stream'

import type { Dispatcher } from 'undici'

import { openBody } from './openBody.ts'
import { cancelledError, silenceError, toTransportError } from './transportError.ts'

/** One request to one address, redirects not followed. */
export interface Hop {
  url: URL
  method: 'GET' | 'HEAD' | 'POST'
  headers: Record<string, string>
  body: string | undefined
  redirected: boolean
  signal: AbortSignal | undefined
  timeoutMs: number
}

export interface HopAnswer {
  status: number
  headers: Record<string, string | undefined>
  body: Readable
}

/**
 * Sends one request and waits for the headers of its answer.
 * @throws WeighthouseError SOURCE_UNREACHABLE or CANCELLED, also while the body is read
 */
export async function sendHop(agent: Dispatcher, hop: Hop): Promise<HopAnswer> {
  const { url, signal, timeoutMs, redirected } = hop
  if (signal?.aborted) throw cancelledError(signal.reason)
  // One controller for the caller's signal and for silence. AbortSignal.any would leave something behind on a signal
  // that lives as long as a crawl.
  const abort = new AbortController()
  const onAbort = () => abort.abort(cancelledError(signal?.reason))
  signal?.addEventListener('abort', onAbort, { once: true })
  const stopListening = () => signal?.removeEventListener('abort', onAbort)
  const silence = setTimeout(() => abort.abort(silenceError(url, timeoutMs, redirected)), timeoutMs)
  const context = { url, redirected, signal }
  try {
    const answer = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: hop.method,
      headers: hop.headers,
      body: hop.body ?? null,
      signal: abort.signal,
      // Silence before the headers, connecting included, is timed above; undici's own timer is coarser.
      headersTimeout: 0,
      bodyTimeout: timeoutMs,
    })
    const headers = joinHeaders(answer.headers)
    // A part of an encoded file cannot be decoded by itself; the caller sees content-encoding and decides.
    const decode = hop.method !== 'HEAD' && ![204, 206, 304].includes(answer.statusCode)
    const encoding = decode ? headers['content-encoding'] : undefined
    let body: Readable
    try {
      body = openBody(answer.body, encoding, context, stopListening)
    } catch (error) {
      answer.body.on('error', () => {}).destroy()
      throw error
    }
    if (encoding !== undefined && encoding !== 'identity') {
      // It counts the encoded bytes, which nobody gets to see.
      delete headers['content-length']
    }
    return { status: answer.statusCode, headers, body }
  } catch (error) {
    stopListening()
    throw toTransportError(error, context)
  } finally {
    clearTimeout(silence)
  }
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}
