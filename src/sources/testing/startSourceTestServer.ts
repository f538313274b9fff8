import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { isWeighthouseError, type WeighthouseError } from '../../foundation/errors.ts'
import { createHttpClient } from '../../foundation/http/createHttpClient.ts'
import { silentLog } from '../../foundation/log.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** For tests of sources: a real server that answers by method and path, and the requests that it saw. */
export interface SourceTestServer extends AsyncDisposable {
  url: string
  /** `GET /path?query`, in order. */
  requests: string[]
  authorizations: (string | undefined)[]
  /** A client to ask it with; it does not wait between tries. */
  http: ReturnType<typeof createHttpClient>
}

/**
 * @param answers by `GET /path` with or without the query; anything else is answered 404
 */
export async function startSourceTestServer(answers: Record<string, Answer | object>): Promise<SourceTestServer> {
  const requests: string[] = []
  const authorizations: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const asked = `${request.method} ${request.url}`
    requests.push(asked)
    authorizations.push(request.headers.authorization)
    const answer = answers[asked] ?? answers[asked.split('?')[0] ?? '']
    if (answer === undefined) response.writeHead(404).end()
    else if (typeof answer === 'function') (answer as Answer)(request, response)
    else response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = createHttpClient({
    timeoutMs: 5000,
    userAgent: 'weighthouse/0.1.0',
    log: silentLog,
    wait: () => Promise.resolve(),
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    authorizations,
    http,
    async [Symbol.asyncDispose]() {
      await http.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Answers with a status, headers and a body. */
export function answer(status: number, headers: Record<string, string> = {}, body: object | string = ''): Answer {
  return (_, response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** The WeighthouseError that `work` fails with. */
export async function failureOf(work: Promise<unknown>): Promise<WeighthouseError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isWeighthouseError(error)) throw new Error(`expected a WeighthouseError, got ${String(error)}`)
  return error
}
