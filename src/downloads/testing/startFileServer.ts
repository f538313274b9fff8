import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/** How one answer differs from a good one. */
export interface Misbehaviour {
  status?: number
  headers?: Record<string, string>
  /** The connection is cut after so many bytes of body. */
  dropAfter?: number
  /** So many bytes are sent, and the answer claims that this was all. */
  truncateTo?: number
  /** Content-Length is left out, the body is chunked. */
  chunked?: boolean
  bytesPerSecond?: number
  ignoreRange?: boolean
  /** Content-Range starts so many bytes later than asked. */
  shiftRange?: number
  gzip?: boolean
  /** Sent in place of the file. */
  body?: Buffer
  etag?: string | null
}

interface SeenRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  /** Bytes of body that were sent. */
  sentBytes: number
}

export interface FileServer {
  url: string
  requests: SeenRequest[]
  /** Bytes of body that were sent in all answers. */
  sentBytes(): number
  close(): Promise<void>
}

/**
 * Serves `files` by path over real HTTP with Range, If-Range and ETag (the sha256), for tests of downloads.
 * @param misbehave asked for each request, with its number from 0 on
 */
export async function startFileServer(
  files: Record<string, Buffer>,
  misbehave: (request: IncomingMessage, number: number) => Misbehaviour | undefined = () => undefined,
): Promise<FileServer> {
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    const seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, sentBytes: 0 }
    const wrong = misbehave(request, requests.length) ?? {}
    requests.push(seen)
    const path = decodeURIComponent(seen.path.split('?')[0]!.slice(1))
    // A client that goes away is part of these tests.
    respond(request, response, files[path], wrong, seen).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sentBytes: () => requests.reduce((sum, request) => sum + request.sentBytes, 0),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  file: Buffer | undefined,
  wrong: Misbehaviour,
  seen: SeenRequest,
): Promise<void> {
  const bytes = wrong.body ?? file
  if (!bytes) {
    response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end('Entry not found')
    return
  }
  const etag = wrong.etag === undefined ? `"${createHash('sha256').update(bytes).digest('hex')}"` : wrong.etag
  const headers: Record<string, string> = { 'accept-ranges': 'bytes', ...(etag !== null && { etag }), ...wrong.headers }
  let status = wrong.status ?? 200
  let body = bytes
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const start = Number(first ?? Number.NaN)
  const ifRange = request.headers['if-range']
  if (status === 200 && !Number.isNaN(start) && !wrong.ignoreRange && (ifRange === undefined || ifRange === etag)) {
    if (start >= bytes.length) {
      response.writeHead(416, { ...headers, 'content-range': `bytes */${bytes.length}` }).end()
      return
    }
    const from = start + (wrong.shiftRange ?? 0)
    const end = Math.min(bytes.length, last ? Number(last) + 1 : bytes.length)
    status = 206
    body = bytes.subarray(from, end)
    headers['content-range'] = `bytes ${from}-${end - 1}/${bytes.length}`
  }
  if (wrong.gzip) {
    body = gzipSync(body)
    headers['content-encoding'] = 'gzip'
  }
  if (wrong.truncateTo !== undefined) body = body.subarray(0, wrong.truncateTo)
  if (!wrong.chunked) headers['content-length'] = String(body.length)
  response.writeHead(status, headers)
  response.flushHeaders()
  await send(response, body, wrong, seen)
}

async function send(response: ServerResponse, body: Buffer, wrong: Misbehaviour, seen: SeenRequest): Promise<void> {
  const piece = wrong.bytesPerSecond === undefined ? 64 * 1024 : Math.ceil(wrong.bytesPerSecond / 50)
  const end = Math.min(body.length, wrong.dropAfter ?? body.length)
  for (let at = 0; at < end && !response.destroyed; at += piece) {
    const chunk = body.subarray(at, Math.min(at + piece, end))
    await new Promise((done) => response.write(chunk, done))
    seen.sentBytes += chunk.length
    if (wrong.bytesPerSecond !== undefined) await setTimeout(20)
  }
  if (wrong.dropAfter === undefined) response.end()
  // What was written before is still on its way; give the client time to read it.
  else await setTimeout(30).then(() => response.destroy())
}
