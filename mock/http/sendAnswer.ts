import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

import { delay } from '../../src/foundation/time.ts'
import { readContent } from '../content/content.ts'
import type { ActiveFaults } from '../faults/createFaultPicker.ts'
import type { Answer } from './answer.ts'
import type { MockRequest } from './mockRequest.ts'
import type { LoggedRequest } from './requestLog.ts'
import { selectBytes } from './selectBytes.ts'

type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>

interface Outgoing {
  status: number
  headers: Record<string, string>
  body: Chunks
}

const page = '<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>\n'

/** Sends an answer, spoiled by the faults that struck this request. Resolves when the connection is done with it. */
export async function sendAnswer(
  request: MockRequest,
  response: ServerResponse,
  answer: Answer,
  { faults, entry }: { faults: ActiveFaults; entry: LoggedRequest },
): Promise<void> {
  const { status, headers, body } = prepare(request, answer, faults)
  entry.status = status
  response.writeHead(status, headers)
  if (request.method === 'HEAD' || status === 304) {
    response.end()
    return
  }
  const dropAfter = faults.get('drop') ?? Infinity
  const bytesPerSecond = faults.get('slow')
  // A slow body goes out in ten pieces a second.
  const pieceBytes = bytesPerSecond === undefined ? Infinity : Math.max(1, Math.floor(bytesPerSecond / 10))
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      const piece = chunk.subarray(start, Math.min(chunk.length, start + pieceBytes))
      const allowed = piece.subarray(0, Math.max(0, dropAfter - entry.bytesSent))
      if (!(await write(response, allowed))) return
      entry.bytesSent += allowed.length
      if (allowed.length < piece.length) {
        dropConnection(response)
        return
      }
      if (bytesPerSecond !== undefined) await delay((1000 * piece.length) / bytesPerSecond)
    }
  }
  response.end()
}

function prepare(request: MockRequest, answer: Answer, faults: ActiveFaults): Outgoing {
  if (!answer.file) {
    const bytes = Buffer.from(answer.text ?? '')
    return {
      status: answer.status,
      headers: { ...answer.headers, 'Content-Length': String(bytes.length) },
      body: [bytes],
    }
  }
  const isSpoiled = request.method === 'GET'
  if (isSpoiled && faults.has('html')) {
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': String(Buffer.byteLength(page)) }
    return { status: 200, headers, body: [Buffer.from(page)] }
  }
  const isGzip = isSpoiled && faults.has('gzip')
  const isWhole = isSpoiled && (isGzip || faults.has('no-range'))
  const asked = isWhole ? { ...request, headers: { ...request.headers, range: undefined } } : request
  const { status, headers, start, end } = selectBytes(asked, answer, answer.file)
  const isTruncated = isSpoiled && status < 300 && faults.has('truncate')
  const stop = isTruncated ? start + Math.floor((end - start) / 2) : end
  if (isTruncated) headers['Content-Length'] = String(stop - start)
  let body: Chunks = readContent(answer.file.content, start, stop)
  if (isSpoiled && faults.has('wrong-bytes')) body = invert(body)
  if (isGzip && status === 200) {
    delete headers['Content-Length']
    delete headers['Accept-Ranges']
    headers['Content-Encoding'] = 'gzip'
    body = Readable.from(body).pipe(createGzip()) as AsyncIterable<Buffer>
  }
  return { status, headers, body }
}

function* invert(chunks: Iterable<Buffer>): Generator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk.map((byte) => byte ^ 0xff))
}

/** Waits until the connection takes more; false when the client is gone. */
async function write(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  if (response.destroyed || response.socket?.destroyed) return false
  if (bytes.length === 0 || response.write(bytes)) return true
  const gone = new AbortController()
  const isGone = once(response, 'close', { signal: gone.signal }).then(
    () => false,
    () => false,
  )
  const isDrained = once(response, 'drain', { signal: gone.signal }).then(
    () => true,
    () => false,
  )
  const result = await Promise.race([isGone, isDrained])
  gone.abort()
  return result
}

/** Lets what was written leave, then cuts the connection in the middle of the body. */
function dropConnection(response: ServerResponse): void {
  response.flushHeaders()
  if (response.socket) response.socket.destroySoon()
  else response.destroy()
}
