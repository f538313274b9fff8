import { lookup } from 'node:dns'
import { createReadStream } from 'node:fs'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline } from 'node:stream/promises'

import type { z } from 'zod'

import { isWeighthouseError, systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import { isPrivateAddress } from './privateAddress.ts'

interface AppRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'DELETE'
  /** Below the address, with its query. */
  path: string
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is; absolute path and bytes. */
  file?: { path: string; size: number }
  /** Statuses that are an answer besides 2xx. */
  accept?: readonly number[]
}

/**
 * Talks to one running application, on this machine or in a private network.
 *
 * Apart from the house's HttpClient, which reads sources: this one also changes and deletes, sends files as they stream
 * from disk, works offline, follows no redirect, uses no proxy, and tries nothing twice.
 *
 * Errors: SOURCE_UNREACHABLE (nobody answers, or within `timeoutMs`), SOURCE_ERROR (a status that is no answer;
 * `details.status`), SOURCE_DRIFT (not the expected JSON), FORBIDDEN (an address elsewhere).
 */
export interface AppClient {
  /** `http://127.0.0.1:8188`, without a slash behind. */
  readonly url: string
  json<T>(request: AppRequest, schema: z.ZodType<T>): Promise<T>
  /** Only the status; the answer is read and dropped. */
  status(request: AppRequest): Promise<number>
}

const longestAnswer = 64 * 1024 * 1024

/** Checks the address of an application. @throws WeighthouseError INVALID_ARGUMENT */
export function parseAppUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.search !== '') {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(text)} is no address of an application.`, {
      hint: 'Write it like http://127.0.0.1:8188.',
    })
  }
  return url.href.replace(/\/+$/, '')
}

export function createAppClient(options: { url: string; anyAddress?: boolean; timeoutMs?: number }): AppClient {
  const { anyAddress = false, timeoutMs = 20_000 } = options
  const url = parseAppUrl(options.url)

  return {
    url,
    async json(request, schema) {
      const { text, path } = await send(request)
      const parsed = schema.safeParse(parseJson(text))
      if (parsed.success) return parsed.data
      const issue = parsed.error.issues[0]
      throw new WeighthouseError('SOURCE_DRIFT', `${url}${path} answered something else than expected.`, {
        details: { field: issue?.path.join('.') ?? '', problem: issue?.message ?? '' },
      })
    },
    status: async (request) => (await send(request)).status,
  }

  async function send({ method = 'GET', path, json, file, accept = [] }: AppRequest) {
    const address = new URL(url + path)
    const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json))
    const type = file ? 'application/octet-stream' : 'application/json'
    const length = file?.size ?? body?.length
    const headers = {
      accept: 'application/json',
      ...(length === undefined ? {} : { 'content-type': type, 'content-length': String(length) }),
    }
    try {
      const response = await open(address, { method, headers, body, file })
      const text = await readText(response)
      const status = response.statusCode ?? 0
      if ((status >= 200 && status < 300) || accept.includes(status)) return { status, text, path }
      throw new WeighthouseError('SOURCE_ERROR', `${url} answered ${status} to ${method} ${path}.`, {
        details: { status, body: text.slice(0, 500) },
      })
    } catch (error) {
      if (isWeighthouseError(error) || systemErrorCode(error) === undefined) throw error
      throw new WeighthouseError('SOURCE_UNREACHABLE', `${url} does not answer (${systemErrorCode(error)}).`, {
        hint: 'Start the application, or change its address with `weighthouse app add --url`.',
        details: { url },
        cause: error,
      })
    }
  }

  async function open(
    address: URL,
    {
      method,
      headers,
      body,
      file,
    }: { method: string; headers: Record<string, string>; body?: Buffer | undefined; file?: AppRequest['file'] },
  ): Promise<IncomingMessage> {
    const host = address.hostname.replace(/^\[|\]$/g, '')
    if (!anyAddress && isIP(host) !== 0 && !isPrivateAddress(host)) throw elsewhere(host)
    const settings: RequestOptions = { method, headers, timeout: timeoutMs, agent: false }
    if (!anyAddress) settings.lookup = lookUpPrivate
    // Loaded here, because Node loads more behind them than most commands need.
    const http = address.protocol === 'https:' ? await import('node:https') : await import('node:http')
    const request = http.request(address, settings)
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    const response = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve)
      request.once('error', reject)
    })
    // A server that answers before it has read all ends the sending; its answer is what counts.
    if (file) pipeline(createReadStream(file.path), request).catch((error: unknown) => request.destroy(error as Error))
    else request.end(body)
    return response
  }
}

/** As dns.lookup, but a name of elsewhere is refused, whatever it was a moment ago. */
const lookUpPrivate: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [])
    const own = addresses.filter(({ address }) => isPrivateAddress(address))
    const [first] = own
    if (!first) return done(elsewhere(host), [])
    if (options.all) done(null, own)
    else done(null, first.address, first.family)
  })
}

async function readText(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length
    if (size > longestAnswer) {
      response.destroy()
      throw new WeighthouseError('SOURCE_DRIFT', `The answer is longer than ${longestAnswer} bytes.`)
    }
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function elsewhere(host: string): WeighthouseError {
  return new WeighthouseError('FORBIDDEN', `${host} is not an address of this machine or a private network.`, {
    hint: 'To map into an application elsewhere, set WEIGHTHOUSE_APP_ADDRESSES=any.',
    details: { host },
  })
}
