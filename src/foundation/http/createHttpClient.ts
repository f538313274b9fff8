import type { Dispatcher } from 'undici'

import { isWeighthouseError, WeighthouseError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Clock, delay, systemClock } from '../time.ts'
import { createPlainConnections } from './createPlainConnections.ts'
import { type Answer, followRedirects, parseHttpUrl } from './followRedirects.ts'
import type { HttpClient, HttpRequest, HttpResponse } from './httpClient.ts'
import { discardBody } from './openBody.ts'
import { parseJson, readText } from './readBody.ts'
import { redactUrl } from './redactUrl.ts'
import { backoffWait, readRetryWait } from './retryWait.ts'
import { toStatusError } from './statusError.ts'
import { cancelledError } from './transportError.ts'

export interface HttpClientOptions {
  /** How long a server may stay silent, in milliseconds, unless a request says otherwise. */
  timeoutMs: number
  /** Every request fails at once. */
  offline?: () => boolean
  /** Plain, like `weighthouse/0.1.0`: CivitAI answers browsers with web pages. */
  userAgent: string
  /** Addresses of proxies, and the hosts that are reached without: names, `.suffix`, separated by commas. */
  proxy?: { http?: string | undefined; https?: string | undefined; except?: string | undefined }
  log: Log
  clock?: Clock
  /** Between 0 and 1, for the jitter. */
  random?: () => number
  /** Waits between two tries. */
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/**
 * Creates the client that everything here asks sources with; its contract stands at {@link HttpClient}.
 *
 * Files are asked for without content-encoding, so that sizes, ranges and resumed parts mean the file's own bytes; a
 * request whose `accept` names JSON allows compression. A POST is repeated like a GET: sources are only ever read.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { log, clock = systemClock, random = Math.random, wait = delay } = options
  let agent: Promise<Dispatcher> | undefined
  const plain = createPlainConnections()
  /** Hosts over TLS that answered with a body themselves: others may redirect, and a connection for that costs its time. */
  const answering = new Set<string>()

  async function request(request: HttpRequest): Promise<HttpResponse> {
    const address = redactUrl(parseHttpUrl(request.url))
    if (options.offline?.()) throw offlineError(address)
    const mostTries = (request.retries ?? 4) + 1
    for (let tries = 1; ; tries++) {
      const outcome = await send(request)
      if ('status' in outcome && isAnswer(request, outcome.status)) {
        if (outcome.status === 200 || outcome.status === 206) answering.add(outcome.url.origin)
        return toResponse(outcome)
      }

      const asked = 'status' in outcome ? readRetryWait(outcome.headers, clock) : undefined
      const passing = 'status' in outcome ? isPassing(outcome.status) : true
      if (!passing || tries >= mostTries) throw 'status' in outcome ? await toStatusError(outcome, asked) : outcome

      const ms = asked ?? backoffWait(tries, random)
      log.info(
        { url: address, tries, waitMs: ms, reason: 'status' in outcome ? outcome.status : outcome.message },
        'a request failed and is tried again',
      )
      if ('status' in outcome) discardBody(outcome)
      await waitOrCancel(ms, request.signal)
    }
  }

  /** An answer of any status, or the error for which nobody answered. */
  async function send(request: HttpRequest): Promise<Answer | WeighthouseError> {
    try {
      return await followRedirects(
        await (agent ??= openAgent(options)),
        { ...request, timeoutMs: request.timeoutMs ?? options.timeoutMs },
        { 'user-agent': options.userAgent, accept: '*/*', 'accept-encoding': acceptEncoding(request) },
      )
    } catch (error) {
      if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return error
      throw error
    }
  }

  async function waitOrCancel(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await wait(ms, signal)
    } catch (error) {
      if (signal?.aborted) throw cancelledError(signal.reason)
      throw error
    }
  }

  async function requestPlain({ url, token, signal, ...rest }: Parameters<HttpClient['requestPlain']>[0]) {
    const address = parseHttpUrl(url)
    if (options.offline?.()) throw offlineError(redactUrl(address))
    const isTls = address.protocol === 'https:'
    if (isTls ? options.proxy?.https || !answering.has(address.origin) : options.proxy?.http) return undefined
    const headers: Record<string, string> = { 'user-agent': options.userAgent, accept: '*/*', ...rest.headers }
    if (token?.origin === address.origin) headers['authorization'] = `Bearer ${token.value}`
    const answer = await plain.request({ url, headers, signal, timeoutMs: rest.timeoutMs ?? options.timeoutMs })
    if (!answer) answering.delete(address.origin)
    return answer
  }

  return {
    request,
    requestPlain,
    async close() {
      plain.close()
      await (await agent)?.destroy()
    },
  }
}

/** Loaded when something is asked for: most commands ask for nothing. */
async function openAgent({ timeoutMs, proxy }: HttpClientOptions): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici')
  const usual = {
    connect: { timeout: timeoutMs },
    keepAliveTimeout: 10_000,
    // HTTP/2 would put all downloads of a host on one connection, where they share one window.
    allowH2: false,
  }
  if (!proxy?.http && !proxy?.https) return new Agent(usual)
  return new EnvHttpProxyAgent({
    ...usual,
    ...(proxy.http && { httpProxy: proxy.http }),
    ...(proxy.https && { httpsProxy: proxy.https }),
    // This machine is never behind its proxy.
    noProxy: [proxy.except, 'localhost', '127.0.0.1', '::1'].filter(Boolean).join(','),
  })
}

function isAnswer(request: HttpRequest, status: number): boolean {
  if (status >= 200 && status < 300) return true
  if (request.follow === false && status >= 300 && status < 400) return true
  return request.accept?.includes(status) ?? false
}

/** Statuses that may be gone the next time. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

function acceptEncoding(request: HttpRequest): string {
  const accept = Object.entries(request.headers ?? {}).find(([name]) => name.toLowerCase() === 'accept')?.[1]
  return accept?.includes('json') && request.method !== 'HEAD' ? 'gzip, deflate, br' : 'identity'
}

function toResponse(answer: Answer): HttpResponse {
  const address = redactUrl(answer.url, { dropQuery: answer.redirects.length > 0 })
  return {
    ...answer,
    url: answer.url.href,
    text: () => readText(answer.body, address),
    json: async (schema) => parseJson(await readText(answer.body, address), schema, address),
  }
}

function offlineError(address: string): WeighthouseError {
  return new WeighthouseError('SOURCE_UNREACHABLE', `Weighthouse is offline and did not ask ${address}.`, {
    hint: 'Unset WEIGHTHOUSE_OFFLINE to ask sources again; everything already here works without.',
    details: { url: address, reason: 'OFFLINE' },
  })
}
