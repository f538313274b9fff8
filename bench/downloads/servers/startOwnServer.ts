import { once } from 'node:events'
import { type FileHandle, open } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'

import { ifPresent } from '../../../src/foundation/files/ifPresent.ts'
import { delay } from '../../../src/foundation/time.ts'

export interface JsonAnswer {
  status: number
  headers?: Record<string, string>
  json: unknown
}

export interface OwnServerOptions {
  /** The folder whose files are served. */
  root: string
  /** Answers what is no file; undefined: it is one. */
  answer?: (url: URL) => JsonAnswer | undefined
  /** Of each connection. */
  bytesPerSecond?: number | undefined
  /** Asked for each connection: after so many bytes of body it is cut. */
  cutAfter?: () => number
  /** Asked for each request for a file: whether it is answered 503. */
  refuses?: () => boolean
}

export interface OwnServer {
  url: string
  /** Bytes of body that were handed to the network so far. */
  sentBytes(): number
  close(): Promise<void>
}

interface Connection {
  sent: number
  cutAt: number
  /** When the next byte is due, in ms. */
  dueAt: number
}

const pieceBytes = 512 * 1024
const slackMs = 20
/** Timers are no more exact. */
const shortestWaitMs = 2

/** Serves files over HTTP with Range and strong ETags; slow, lossy or neither. Runs in this process. */
export async function startOwnServer(options: OwnServerOptions): Promise<OwnServer> {
  const { root, answer, bytesPerSecond, cutAfter = () => Number.POSITIVE_INFINITY, refuses = () => false } = options
  const connections = new WeakMap<Socket, Connection>()
  let sentBytes = 0
  const server = createServer((request, response) => {
    // The client going away in mid-answer is its own business.
    response.on('error', () => response.destroy())
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(`The bench's server failed: ${String(error)}\n`)
      response.destroy()
    })
  })
  server.keepAliveTimeout = 120_000
  server.on('connection', (socket) => connections.set(socket, { sent: 0, cutAt: cutAfter(), dueAt: 0 }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', url)
    const told = answer?.(asked)
    if (told) {
      const headers = { 'content-type': 'application/json', ...told.headers }
      response.writeHead(told.status, headers).end(JSON.stringify(told.json))
      return
    }
    if (refuses()) return void response.writeHead(503).end()
    // A URL has no `..` left; what could hide one is not served.
    const handle = asked.pathname.includes('%') ? undefined : await ifPresent(open(join(root, asked.pathname)))
    if (!handle) return void response.writeHead(404).end()
    try {
      await serveFile(request, response, handle)
    } finally {
      await handle.close()
    }
  }

  async function serveFile(request: IncomingMessage, response: ServerResponse, handle: FileHandle): Promise<void> {
    const { size, mtimeMs } = await handle.stat()
    const etag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`
    const ifRange = request.headers['if-range']
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const isRange = first !== undefined && (ifRange === undefined || ifRange === etag)
    const start = isRange ? Number(first) : 0
    const end = isRange && last ? Math.min(size, Number(last) + 1) : size
    if (isRange && start >= end) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end()
      return
    }
    response.writeHead(isRange ? 206 : 200, {
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      'content-length': String(end - start),
      etag,
      ...(isRange && { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
    })
    if (request.method === 'HEAD') return void response.end()
    response.flushHeaders()
    if (await sendBytes(request.socket, response, { handle, start, end })) response.end()
    // All that was counted still arrives: it ends without an error, only too early.
    else request.socket.destroySoon()
  }

  /** @returns whether all was sent */
  async function sendBytes(
    socket: Socket,
    response: ServerResponse,
    { handle, start, end }: { handle: FileHandle; start: number; end: number },
  ): Promise<boolean> {
    const connection = connections.get(socket)
    if (!connection) throw new Error('A request came without a connection.')
    const largest =
      bytesPerSecond === undefined ? pieceBytes : Math.max(4096, Math.min(pieceBytes, bytesPerSecond / 50))
    const buffer = Buffer.allocUnsafeSlow(Math.ceil(largest))
    for (let at = start; at < end;) {
      const length = Math.min(buffer.length, end - at, connection.cutAt - connection.sent)
      if (length <= 0 || response.destroyed) return false
      const { bytesRead } = await handle.read(buffer, 0, length, at)
      if (bytesRead === 0) return false
      await new Promise((done) => response.write(buffer.subarray(0, bytesRead), done))
      at += bytesRead
      connection.sent += bytesRead
      sentBytes += bytesRead
      if (bytesPerSecond === undefined) continue
      // Lateness of timers is made up for; what was not used while nobody asked is not saved up.
      const now = performance.now()
      connection.dueAt = Math.max(connection.dueAt, now - slackMs) + (1000 * bytesRead) / bytesPerSecond
      if (connection.dueAt - now >= shortestWaitMs) await delay(connection.dueAt - now)
    }
    return true
  }

  return {
    url,
    sentBytes: () => sentBytes,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
