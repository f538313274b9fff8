import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { makeCertificate } from '../../../test/support/makeCertificate.ts'
import { createPlainConnections, type PlainConnections } from './createPlainConnections.ts'

let server: Server
let plain: PlainConnections
const sockets = new Set<Socket>()

/** Answers each request with these bytes, as they are. */
async function serve(answer: (number: number) => string): Promise<string> {
  let number = 0
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => sockets.delete(socket))
    socket.on('data', () => socket.write(Buffer.from(answer(number++), 'latin1')))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  plain = createPlainConnections()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`
}
afterEach(async () => {
  plain.close()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  server.close()
  await once(server, 'close')
})

const ask = (url: string, headers: Record<string, string> = {}) =>
  plain.request({ url, headers, signal: undefined, timeoutMs: 2000 })

async function read(url: string): Promise<string> {
  const answer = await ask(url)
  const got: string[] = []
  await answer?.read(async (bytes) => void got.push(bytes.toString('latin1')))
  return got.join('')
}

describe('createPlainConnections', () => {
  it('uses a connection again', async () => {
    const url = await serve(() => 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')
    expect(await read(url)).toBe('hello')
    expect(await read(url)).toBe('hello')
    expect(sockets.size).toBe(1)
  })

  it('holds few buffers when whoever takes the bytes is slower than the network', async () => {
    const body = 'x'.repeat(24 * 1024 * 1024)
    const url = await serve(() => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    const answer = await ask(url)
    const seen = new Set<ArrayBufferLike>()
    let length = 0
    await answer?.read(async (bytes) => {
      seen.add(bytes.buffer)
      length += bytes.length
      await new Promise((done) => setTimeout(done, 5))
    })
    expect(length).toBe(body.length)
    // Eight, the first small one, and what came with the head.
    expect(seen.size).toBeLessThanOrEqual(10)
  })

  it('does not take what was sent beyond a body for the next answer', async () => {
    const smuggled = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'
    const url = await serve(
      (number) => `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello${number === 0 ? smuggled : ''}`,
    )
    expect(await read(url)).toBe('hello')
    expect(await read(url)).toBe('hello')
    expect(sockets.size).toBe(2)
  })

  it('neither believes nor sends a header that would begin another line', async () => {
    const url = await serve(() => 'HTTP/1.1 200 OK\r\nETag: "a\nX-Evil: 1"\r\nContent-Length: 0\r\n\r\n')
    expect((await ask(url))?.headers['etag']).toBeUndefined()
    await expect(ask(url, { 'if-range': '"a\r\nX-Evil: 1"' })).rejects.toThrow('no header may have')
  })

  it.each([
    ['chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['encoded', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc'],
    ['of two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\nabc'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n'],
  ])('leaves an answer that is %s to the general client', async (_name, answer) => {
    expect(await ask(await serve(() => answer))).toBeUndefined()
  })

  it.each(['not http\r\n\r\n', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(70_000)}`])(
    'refuses what is no answer',
    async (answer) => {
      await expect(ask(await serve(() => answer))).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    },
  )
})

describe('createPlainConnections over TLS', () => {
  const certificate = makeCertificate()
  const trusted = getCACertificates('default')
  const body = randomBytes(24 * 1024 * 1024)
  beforeAll(() => setDefaultCACertificates([...trusted, certificate.cert]))
  afterAll(() => setDefaultCACertificates(trusted))

  async function serveBody(): Promise<string> {
    server = createTlsServer({ ...certificate, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
      sockets.add(socket)
      socket.on('error', () => sockets.delete(socket))
      socket.on('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
        socket.write(body)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    plain = createPlainConnections()
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}/file`
  }

  it('brings every byte, in large pieces and few buffers, to whoever is slower than the network', async () => {
    const url = await serveBody()
    for (let round = 0; round < 3; round++) {
      const got = Buffer.alloc(body.length)
      const seen = new Set<ArrayBufferLike>()
      let at = 0
      let pieces = 0
      await (
        await ask(url)
      )?.read(async (bytes) => {
        const from = at
        at += bytes.length
        pieces++
        seen.add(bytes.buffer)
        await new Promise((done) => setTimeout(done, 2))
        bytes.copy(got, from)
      })
      expect(got.equals(body)).toBe(true)
      expect(pieces).toBeLessThan(250)
      // What TLS has deciphered already is taken, too, when reading pauses.
      expect(seen.size).toBeLessThan(20)
    }
    expect(sockets.size).toBe(1)
  })

  it('leaves bytes alone that are still being written when the rest is for somebody else', async () => {
    const url = await serveBody()
    for (let round = 0; round < 10; round++) {
      const kept: { bytes: Buffer; from: number }[] = []
      let at = 0
      await (
        await ask(url)
      )?.read((bytes) => {
        kept.push({ bytes, from: at })
        at += bytes.length
        return at > 3_000_000 ? 'stop' : new Promise((done) => setTimeout(done, 20))
      })
      const last = kept.at(-1)!
      expect(last.bytes.equals(body.subarray(last.from, last.from + last.bytes.length))).toBe(true)
    }
  })

  it('does not speak to a server that nobody vouches for', async () => {
    const url = await serveBody()
    setDefaultCACertificates(trusted)
    try {
      await expect(ask(url)).rejects.toMatchObject({
        code: 'SOURCE_UNREACHABLE',
        message: expect.stringContaining('not trusted') as string,
      })
    } finally {
      setDefaultCACertificates([...trusted, certificate.cert])
    }
  })
})
