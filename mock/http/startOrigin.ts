import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { systemErrorCode, WeighthouseError } from '../../src/foundation/errors.ts'
import type { ActiveFaults, FaultPicker } from '../faults/createFaultPicker.ts'
import { type Answer, jsonAnswer } from './answer.ts'
import { type MockRequest, readRequest } from './mockRequest.ts'
import type { LoggedRequest, OriginName, RequestLog } from './requestLog.ts'
import { sendAnswer } from './sendAnswer.ts'

export interface OriginOptions {
  name: OriginName
  /** 0 takes a free port. */
  port: number
  /** Tells whether a request is for metadata or for a file (or the redirect that leads to one). */
  classify(request: MockRequest): 'api' | 'files'
  handle(request: MockRequest): Promise<Answer>
  /** Headers that every answer carries. */
  commonHeaders(request: MockRequest): Record<string, string>
  faults: FaultPicker
  log: RequestLog
}

export interface RunningOrigin {
  /** `http://127.0.0.1:<port>`, or `http://localhost:<port>` for the two that only redirects lead to. */
  url: string
  close(): Promise<void>
}

const host = '127.0.0.1'
// Some clients compare hosts without ports, and would take a CDN on 127.0.0.1 for the hub itself.
const secondHosts: readonly OriginName[] = ['huggingface-cdn', 'civitai-storage']

/**
 * Starts one server on 127.0.0.1.
 * @throws WeighthouseError PORT_IN_USE
 */
export async function startOrigin(options: OriginOptions): Promise<RunningOrigin> {
  let url = ''
  const server = createServer((message, response) => {
    // The client going away in mid-answer is its own business.
    response.on('error', () => response.destroy())
    serve(message, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  // Longer than any client keeps a connection, so that none is cut while a request is under way.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)))
    server.listen(options.port, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  url = `http://${secondHosts.includes(options.name) ? 'localhost' : host}:${port}`

  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = readRequest(message, url)
    const faults = options.faults.pick(options.classify(request))
    const entry: LoggedRequest = {
      origin: options.name,
      method: request.method,
      path: message.url ?? '/',
      range: request.headers['range'],
      userAgent: request.headers['user-agent'],
      hadAuthorization: request.headers['authorization'] !== undefined,
      faults: [...faults.keys()],
      status: 0,
      bytesSent: 0,
    }
    options.log.add(entry)
    const answer = faultAnswer(faults, options.classify(request)) ?? (await handle(request))
    const headers = { ...options.commonHeaders(request), ...answer.headers }
    await sendAnswer(request, response, { ...answer, headers }, { faults, entry })
  }

  async function handle(request: MockRequest): Promise<Answer> {
    try {
      return await options.handle(request)
    } catch (error) {
      if (error instanceof RangeError) return jsonAnswer({ error: error.message }, {}, 413)
      throw error
    }
  }
}

function faultAnswer(faults: ActiveFaults, kind: 'api' | 'files'): Answer | undefined {
  if (faults.has('429')) {
    const bucket = kind === 'api' ? 'api' : 'resolvers'
    const headers = { 'Retry-After': '1', RateLimit: `"${bucket}";r=0;t=1` }
    return jsonAnswer({ error: 'We had to rate limit you, try again in a second.' }, headers, 429)
  }
  if (faults.has('5xx')) return jsonAnswer({ error: 'The service is not available.' }, {}, 503)
  return undefined
}

function listenError(error: Error, { name, port }: OriginOptions): Error {
  const code = systemErrorCode(error)
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  return new WeighthouseError('PORT_IN_USE', `The mock ${name} server cannot listen on ${host}:${port}.`, {
    hint: 'Choose another port, or 0 for a free one.',
    details: { port },
    cause: error,
  })
}
