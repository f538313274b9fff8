import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

import { answerS3, escapeXml, type S3Answer, type S3Request } from './answerS3.ts'
import { checkSignature, type S3Credentials } from './checkSignature.ts'
import { createS3Bucket, S3Refusal, type S3Bucket } from './s3Bucket.ts'

export interface S3TestServer {
  /** http://127.0.0.1:port */
  url: string
  bucketName: string
  bucket: S3Bucket
  /** Every request so far, as `PUT key?query`. */
  log: string[]
  /**
   * Decides what goes wrong with a request: `status` answers with it, `cut` ends the connection after so many bytes of the
   * body, `lose` does the work and drops the answer.
   */
  fault: ((request: S3Request) => { status?: number; cut?: number; lose?: true } | undefined) | undefined
  close(): Promise<void>
}

export const s3TestCredentials: S3Credentials = { accessKeyId: 'weighthouse-test', secretAccessKey: 'only for tests' }

/**
 * An S3 server on loopback, in memory, for one bucket with path-style addresses. It checks every signature, knows
 * conditional writes and multipart uploads, and refuses what it does not know.
 */
export async function startS3Server(): Promise<S3TestServer> {
  const bucketName = 'test-bucket'
  const bucket = createS3Bucket()
  const log: string[] = []
  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming)
    const url = new URL(incoming.url ?? '/', 'http://localhost')
    const [, name = '', ...rest] = url.pathname.split('/')
    const request: S3Request = {
      method: incoming.method ?? '',
      key: decodeURIComponent(rest.join('/')),
      query: url.searchParams,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([key, value]) => [key, String(value)])),
      body,
    }
    log.push(`${request.method} ${request.key}${url.search}`)
    const fault = server.fault?.(request)
    let result: S3Answer
    try {
      const wrong = checkSignature(incoming, body, s3TestCredentials)
      if (wrong) throw new S3Refusal(403, wrong)
      if (name !== bucketName) throw new S3Refusal(404, 'NoSuchBucket')
      if (fault?.status !== undefined)
        throw new S3Refusal(fault.status, fault.status === 501 ? 'NotImplemented' : 'InternalError')
      result = answerS3(bucket, bucketName, request)
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error
      result = {
        status: error.status,
        headers: { 'content-type': 'application/xml' },
        body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${error.code}</Code><Message>${escapeXml(error.code)}</Message></Error>`,
      }
    }
    if (fault?.lose) return void response.destroy()
    send(response, request.method, result, fault?.cut)
  }

  const server: S3TestServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    bucketName,
    bucket,
    log,
    fault: undefined,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return server
}

function send(response: ServerResponse, method: string, { status, headers, body = '' }: S3Answer, cut?: number): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  if (method === 'HEAD') response.end()
  else if (cut === undefined) response.end(bytes)
  else response.write(bytes.subarray(0, cut), () => setTimeout(() => response.destroy(), 20))
}
