import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { type Fault, type MockServers, startMockServers } from '../startMockServers.ts'
import { request } from '../testing/request.ts'

let mock: MockServers
let whole: Buffer
beforeAll(async () => {
  const record = { id: 'lab/model', tags: [], siblings: [{ rfilename: 'model.safetensors' }, { rfilename: 'a.json' }] }
  mock = await startMockServers({ hfRecords: [record], civitaiRecords: [], maxFileSize: 600_000 })
  whole = (await request(await cdnUrl())).bytes
})
afterAll(() => mock.close())
afterEach(() => mock.setFaults([]))

async function cdnUrl(): Promise<string> {
  const { headers } = await request(`${mock.hfUrl}/lab/model/resolve/main/model.safetensors`)
  return headers.get('location') ?? ''
}

/** The address is asked for before the faults strike. */
async function download(faults: readonly Fault[], headers: Record<string, string> = {}) {
  const url = await cdnUrl()
  mock.setFaults(faults)
  mock.clearRequests()
  return request(url, { headers })
}

/** What arrives on the wire, for answers that break off. */
async function rawDownload(faults: readonly Fault[]): Promise<{ head: string; body: Buffer }> {
  const url = new URL(await cdnUrl())
  mock.setFaults(faults)
  mock.clearRequests()
  const chunks: Buffer[] = []
  const socket = connect(Number(url.port), '127.0.0.1')
  socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`)
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const end = bytes.indexOf('\r\n\r\n')
  return { head: bytes.subarray(0, end).toString(), body: bytes.subarray(end + 4) }
}

describe('faults', () => {
  it.each([0, 1, 65_536, 300_001])('drop cuts the connection after %i bytes of the body', async (value) => {
    const { head, body } = await rawDownload([{ kind: 'drop', value }])
    expect(head).toContain(`Content-Length: ${whole.length}`)
    expect(body.equals(whole.subarray(0, value))).toBe(true)
    expect(mock.requests()).toMatchObject([{ status: 200, bytesSent: value }])
  })

  it('drop leaves bodies alone that are shorter', async () => {
    expect((await download([{ kind: 'drop', value: 10_000_000 }])).bytes.equals(whole)).toBe(true)
  })

  it('429 tells when to come back', async () => {
    const { status, headers } = await download([{ kind: '429' }])
    expect([status, headers.get('retry-after'), headers.get('ratelimit')]).toEqual([429, '1', '"resolvers";r=0;t=1'])
    const api = await request(`${mock.hfUrl}/api/models`)
    expect([api.status, api.headers.get('ratelimit')]).toEqual([429, '"api";r=0;t=1'])
  })

  it('5xx answers 503', async () => {
    expect((await download([{ kind: '5xx' }])).status).toBe(503)
  })

  it('slow sends everything, in small pieces', async () => {
    const pieces: number[] = []
    const url = await cdnUrl()
    mock.setFaults([{ kind: 'slow', value: 4_000_000 }])
    const response = await fetch(url)
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) pieces.push(chunk.length)
    expect(pieces.reduce((sum, length) => sum + length, 0)).toBe(whole.length)
    expect(mock.requests().at(-1)).toMatchObject({ bytesSent: whole.length })
  })

  it('truncate sends half and says that it is all', async () => {
    const { status, headers, bytes } = await download([{ kind: 'truncate' }])
    const half = Math.floor(whole.length / 2)
    expect([status, headers.get('content-length')]).toEqual([200, String(half)])
    expect(bytes.equals(whole.subarray(0, half))).toBe(true)
  })

  it('wrong-bytes keeps length and headers, and changes every byte', async () => {
    const { status, headers, bytes } = await download([{ kind: 'wrong-bytes' }], { range: 'bytes=100-' })
    expect([status, headers.get('content-range')]).toEqual([206, `bytes 100-${whole.length - 1}/${whole.length}`])
    expect(bytes.length).toBe(whole.length - 100)
    expect(bytes.some((byte, index) => byte === whole[index + 100])).toBe(false)
  })

  it('html puts a web page in place of the file', async () => {
    const { status, headers, text } = await download([{ kind: 'html' }], { range: 'bytes=5-' })
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toMatch(/^<!doctype html>/)
  })

  it('no-range sends the whole file with 200', async () => {
    const { status, bytes } = await download([{ kind: 'no-range' }], { range: 'bytes=100-' })
    expect(status).toBe(200)
    expect(bytes.equals(whole)).toBe(true)
  })

  it('gzip encodes the whole file, without Content-Length', async () => {
    const { head, body } = await rawDownload([{ kind: 'gzip' }])
    expect(head).toContain('Content-Encoding: gzip')
    expect(head).not.toContain('Content-Length')
    expect(gunzipSync(unchunk(body)).equals(whole)).toBe(true)
  })

  it('of files leave metadata and HEAD alone', async () => {
    const url = await cdnUrl()
    mock.setFaults((['truncate', 'wrong-bytes', 'html', 'gzip'] as const).map((kind) => ({ kind })))
    expect((await request(`${mock.hfUrl}/api/models/lab/model`)).json).toMatchObject({ id: 'lab/model' })
    const head = await request(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)])
  })

  it('strike only where they are told to', async () => {
    const status = async () => [
      (await request(`${mock.hfUrl}/api/models`)).status,
      (await request(`${mock.hfUrl}/lab/model/resolve/main/a.json`)).status,
    ]
    mock.setFaults([{ kind: '5xx', only: 'api' }])
    expect(await status()).toEqual([503, 200])
    mock.setFaults([{ kind: '5xx', only: 'files' }])
    expect(await status()).toEqual([200, 503])
  })

  it('strike a share of the requests, the same ones each time', async () => {
    const run = async () => {
      const servers = await startMockServers({
        hfRecords: [],
        civitaiRecords: [],
        faults: [{ kind: '429', share: 0.3 }],
        faultSeed: 7,
      })
      const statuses: number[] = []
      for (let index = 0; index < 100; index++) statuses.push((await request(`${servers.hfUrl}/api/models`)).status)
      await servers.close()
      return statuses
    }
    const first = await run()
    expect(await run()).toEqual(first)
    const struck = first.filter((status) => status === 429).length
    expect(struck).toBeGreaterThan(15)
    expect(struck).toBeLessThan(45)
  })
})

function unchunk(body: Buffer): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at)
    const length = Number.parseInt(body.subarray(at, lineEnd).toString(), 16)
    if (length === 0) return Buffer.concat(parts)
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + length))
    at = lineEnd + 4 + length
  }
}
