import type { Readable } from 'node:stream'

import type { Dispatcher } from 'undici'

import { WeighthouseError } from '../errors.ts'
import { checkRedirect } from './checkRedirect.ts'
import type { HttpRequest, HttpResponse } from './httpClient.ts'
import { discardBody } from './openBody.ts'
import { redactUrl } from './redactUrl.ts'
import { sendHop } from './sendHop.ts'

const mostHops = 10
const redirectStatuses = new Set([301, 302, 303, 307, 308])

export type Answer = Pick<HttpResponse, 'status' | 'headers' | 'redirects'> & { url: URL; body: Readable }

/**
 * Sends a request and follows its redirects, by http and https only. The token goes along exactly on those hops whose
 * origin is the token's; other credentials of the request's own headers stay on the first origin.
 *
 * @throws WeighthouseError SOURCE_ERROR for a loop, more than 10 hops or a redirect to something else than http(s)
 */
export async function followRedirects(
  agent: Dispatcher,
  request: HttpRequest & { timeoutMs: number },
  defaultHeaders: Record<string, string>,
): Promise<Answer> {
  const first = parseHttpUrl(request.url)
  const redirects: HttpResponse['redirects'] = []
  const seen = new Set<string>()
  let url = first
  let method = request.method ?? 'GET'
  let body = request.body
  for (;;) {
    seen.add(`${method} ${url.href}`)
    const headers = { ...defaultHeaders, ...lowerCaseNames(request.headers ?? {}) }
    if (url.origin !== first.origin) for (const name of ['authorization', 'cookie']) delete headers[name]
    if (body === undefined) delete headers['content-type']
    if (request.token?.origin === url.origin) headers['authorization'] = `Bearer ${request.token.value}`
    const answer = await sendHop(agent, {
      url,
      method,
      headers,
      body,
      redirected: redirects.length > 0,
      signal: request.signal,
      timeoutMs: request.timeoutMs,
    })
    const location = answer.headers['location']
    const follow = request.follow !== false && redirectStatuses.has(answer.status) && location !== undefined
    if (!follow) return { ...answer, url, redirects }

    discardBody(answer)
    redirects.push({ url: url.href, status: answer.status, headers: answer.headers })
    if (redirects.length > mostHops) throw redirectError(first, `was redirected more than ${mostHops} times`)
    // RFC 9110, section 15.4: 307 and 308 keep method and body, the others turn POST into GET.
    if (method === 'POST' && answer.status !== 307 && answer.status !== 308) {
      method = 'GET'
      body = undefined
    }
    url = nextUrl(first, url, location)
    await checkRedirect(first, url)
    if (seen.has(`${method} ${url.href}`)) throw redirectError(first, 'is redirected in a circle')
  }
}

/** @throws WeighthouseError INVALID_ARGUMENT when `text` is no http or https address */
export function parseHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && isHttp(url)) return url
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(text)} is not an http or https address.`, {
    hint: 'Check the endpoints in `weighthouse config`.',
  })
}

function nextUrl(first: URL, current: URL, location: string): URL {
  if (!URL.canParse(location, current.href)) throw redirectError(first, 'is redirected to something that is no address')
  const next = new URL(location, current)
  next.hash = ''
  if (!isHttp(next)) throw redirectError(first, `is redirected to ${next.protocol}, which is neither http nor https`)
  return next
}

function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:'
}

function redirectError(first: URL, what: string): WeighthouseError {
  const address = redactUrl(first)
  return new WeighthouseError('SOURCE_ERROR', `${address} ${what}.`, {
    hint: 'Check the endpoint in `weighthouse config`, and whether a proxy or a login page stands in the way.',
    details: { url: address },
  })
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
