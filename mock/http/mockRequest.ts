import type { IncomingMessage } from 'node:http'

/** A request, taken apart as far as every handler needs it. */
export interface MockRequest {
  method: string
  /** As sent: not decoded, not normalised, without the query. */
  path: string
  query: URLSearchParams
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>
  /** `http://host:port` as the client called us; what absolute addresses in answers start with. */
  ownUrl: string
  /** The whole body as text; rejects bodies above 1 MiB. */
  body(): Promise<string>
}

const largestBody = 1024 * 1024

export function readRequest(message: IncomingMessage, fallbackUrl: string): MockRequest {
  const target = message.url ?? '/'
  const mark = target.indexOf('?')
  const host = message.headers.host
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    ),
    ownUrl: host ? `http://${host}` : fallbackUrl,
    async body() {
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of message as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > largestBody) throw new RangeError('The body is larger than 1 MiB.')
        chunks.push(chunk)
      }
      return Buffer.concat(chunks).toString()
    },
  }
}

/** The values of a parameter that may be repeated, also in the spelling `name[]`. */
export function queryValues(query: URLSearchParams, name: string): string[] {
  return [...query.getAll(name), ...query.getAll(`${name}[]`)]
}

/** huggingface_hub sends True, true or 1. */
export function queryFlag(query: URLSearchParams, name: string): boolean {
  return ['true', 'True', '1'].includes(query.get(name) ?? '')
}

/** The path's segments, percent-decoded one by one; undefined when the encoding is broken. */
export function pathSegments(path: string): string[] | undefined {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

/** The bearer token, if there is one. */
export function bearerToken(request: MockRequest): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
}
