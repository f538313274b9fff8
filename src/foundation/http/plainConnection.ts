import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import { connect as connectTls } from 'node:tls'

import { isWeighthouseError } from '../errors.ts'
import { parseHead, writeHeader } from './plainHead.ts'
import { cancelledError, silenceError, toTransportError } from './transportError.ts'

/*
 * Large bodies as HTTP/1.1 sends them when nothing is out of the ordinary. The system writes what comes straight into a
 * few buffers that are used again and again, and the caller writes those to the disk: nothing is copied or allocated for a
 * chunk, which takes a tenth of the processor time of a stream (measured: 0.1 s instead of 4 s for 4 GiB). Small pieces are
 * collected, since each write to the disk has its price; TLS hands out at most 16 KiB at once. Everything else is left to
 * the general client.
 */

export interface PlainRequest {
  url: string
  headers: Record<string, string>
  signal: AbortSignal | undefined
  timeoutMs: number
}

export interface PlainAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  url: string
  /**
   * Reads the body to its end, or until `take` says `stop`. The bytes are the caller's until what it returns has resolved.
   * @throws WeighthouseError SOURCE_UNREACHABLE, CANCELLED; what `take` rejects with
   */
  read(take: (bytes: Buffer) => Promise<void> | 'stop'): Promise<void>
  /** Closes the connection. Not needed after `read`. */
  destroy(): void
}

/** Of a buffer: memory that nobody needs would be held for every connection to a server of small files. */
const smallBuffer = 64 * 1024
const largeBuffer = 512 * 1024
const largeBody = 1024 * 1024
const buffers = 8
/** What comes in small pieces is passed on when so much is together, or the first of it has waited so long (ms). */
const togetherBytes = 256 * 1024
const togetherMs = 100
const longestHead = 64 * 1024
const idleMs = 10_000
const headEnd = '\r\n\r\n'

/** A connection to one origin, for one request at a time. */
export interface PlainConnection {
  /** Told when a request has ended, and whether another may follow on it. */
  onEnd: (reusable: boolean) => void
  /** Waits for a further request, for a while. */
  rest(): void
  request(url: URL, request: PlainRequest): Promise<PlainAnswer>
  destroy(): void
}

/** Opens a connection to the origin of `url`, with TLS where that is https. */
export function createPlainConnection(url: URL): PlainConnection {
  let free: Buffer[] = []
  let bufferBytes = smallBuffer
  let made = 0
  let restRoom: Buffer | undefined
  /** Gets what comes; true when the buffer is kept and comes back by `giveBack`. */
  let onBytes: (buffer: Buffer, length: number) => boolean = () => false
  let onFailure: (error: Error) => void = () => {}
  const isTls = url.protocol === 'https:'
  /** What is being read into, from which place on, and since when something is in it (ms). */
  let filling: Buffer | undefined
  let filled = 0
  let filledSince = 0
  /** Bytes of the body that are still to come; 0 while it is a head that comes. */
  let bodyLeft = 0
  const options: TcpNetConnectOpts = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isTls ? 443 : 80),
    noDelay: true,
    onread: {
      // Asked for after every piece, also when reading pauses; so it pauses while one is still left. What was given last
      // is what the next piece comes into, whatever happens until then.
      buffer() {
        filling ??= takeBuffer()
        return filling.subarray(filled)
      },
      callback(length) {
        if (filled === 0) filledSince = performance.now()
        filled += length
        if (isWorthPassing()) passOn()
        return countLeft() > 1
      },
    },
  }
  const socket: Socket = isTls ? connectTls({ ...options, ALPNProtocols: ['http/1.1'] }) : connect(options)
  /** While nobody takes buffers, the silence is ours. */
  let onSilence: () => void = () => socket.destroy()
  const connection: PlainConnection = { onEnd: () => {}, rest, request, destroy: () => socket.destroy() }
  socket.on('timeout', () => onSilence())
  socket.on('error', (error) => {
    passOn()
    onFailure(error)
  })
  socket.on('close', () => {
    passOn()
    onFailure(Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' }))
    connection.onEnd(false)
  })
  return connection

  function takeBuffer(): Buffer {
    const buffer = free.pop()
    if (buffer) return buffer
    made++
    return Buffer.allocUnsafeSlow(bufferBytes)
  }

  function isWorthPassing(): boolean {
    if (filled >= Math.min(togetherBytes, bodyLeft) || filled === filling?.length) return true
    return performance.now() - filledSince >= togetherMs
  }

  /** Hands over what has come. */
  function passOn(): void {
    if (!filling || filled === 0) return
    const [full, length] = [filling, filled]
    filling = undefined
    filled = 0
    if (!onBytes(full, length)) keep(full)
  }

  /** Buffers that may be read into: more than that would be memory without bounds when the disk is slower. */
  function countLeft(): number {
    return free.length + Math.max(0, buffers - made)
  }

  function keep(buffer: Buffer): void {
    if (buffer.length === bufferBytes) free.push(buffer)
  }

  function giveBack(buffer: Buffer): void {
    keep(buffer)
    if (countLeft() > 0) socket.resume()
  }

  function useLargeBuffers(): void {
    if (bufferBytes === largeBuffer) return
    bufferBytes = largeBuffer
    free = []
    made = 0
  }

  function rest(): void {
    onSilence = () => socket.destroy()
    socket.setTimeout(idleMs)
    socket.unref()
    // So that it is noticed when the other side closes.
    socket.resume()
  }

  async function request(target: URL, { headers, signal, timeoutMs }: PlainRequest): Promise<PlainAnswer> {
    if (signal?.aborted) throw cancelledError(signal.reason)
    // What is read this way may be behind a redirect, and its query a secret.
    const context = { url: target, redirected: true, signal }
    const onAbort = () => socket.destroy()
    signal?.addEventListener('abort', onAbort, { once: true })
    const convert = (error: Error) => {
      signal?.removeEventListener('abort', onAbort)
      return toTransportError(error, context)
    }
    onSilence = () => {
      if (countLeft() === 0) return
      passOn()
      onFailure(silenceError(target, timeoutMs, true))
      socket.destroy()
    }
    socket.setTimeout(timeoutMs)
    socket.ref()
    const lines = Object.entries({ host: target.host, ...headers }).map(writeHeader)
    socket.write(`GET ${target.pathname}${target.search} HTTP/1.1\r\n${lines.join('')}\r\n`)
    const { head, early } = await readHead(convert)
    const answer = parseHead(head, target)
    if (Number(answer.headers['content-length']) > largeBody) useLargeBuffers()
    return {
      ...answer,
      url: target.href,
      destroy() {
        signal?.removeEventListener('abort', onAbort)
        socket.destroy()
      },
      read: (take) =>
        readBody(take, {
          early,
          left: Number(answer.headers['content-length']),
          reusable: answer.keepsAlive,
          convert,
        }).finally(() => {
          signal?.removeEventListener('abort', onAbort)
        }),
    }
  }

  /** What came behind a head, until the next head comes: ten thousand small files would else leave that much behind. */
  function keepRest(rest: Buffer): Buffer {
    if (rest.length > smallBuffer) return Buffer.from(rest)
    restRoom ??= Buffer.allocUnsafeSlow(smallBuffer)
    return restRoom.subarray(0, rest.copy(restRoom))
  }

  function readHead(convert: (error: Error) => unknown): Promise<{ head: string; early: Buffer[] }> {
    let got: Buffer = Buffer.alloc(0)
    return new Promise((resolve, reject) => {
      onFailure = (error) => reject(isWeighthouseError(error) ? error : convert(error))
      onBytes = (buffer, length) => {
        const piece = buffer.subarray(0, length)
        // Mostly all of a head comes at once, and needs no memory of its own.
        got = got.length === 0 ? piece : Buffer.concat([got, piece])
        const end = got.indexOf(headEnd)
        if (end >= 0) {
          // What comes before anybody reads waits in the socket; but TLS hands out all that it has deciphered.
          socket.pause()
          const early = [keepRest(got.subarray(end + headEnd.length))]
          onBytes = (more, size) => {
            early.push(Buffer.from(more.subarray(0, size)))
            return false
          }
          resolve({ head: got.toString('latin1', 0, end), early })
        } else if (got.length > longestHead) {
          onFailure(Object.assign(new Error('The head of the answer is too long.'), { code: 'HPE_HEADER_OVERFLOW' }))
          socket.destroy()
        } else if (got === piece) got = Buffer.from(piece)
        return false
      }
    })
  }

  async function readBody(
    take: (bytes: Buffer) => Promise<void> | 'stop',
    body: { early: Buffer[]; left: number; reusable: boolean; convert: (error: Error) => unknown },
  ): Promise<void> {
    let { left } = body
    let isClean = true
    const taking = new Set<Promise<void>>()
    const { promise: ended, resolve: end } = Promise.withResolvers<{ error: unknown } | undefined>()

    async function follow(taken: Promise<void>, giveUp: () => void): Promise<void> {
      try {
        await taken
      } catch (error) {
        end({ error })
      } finally {
        giveUp()
      }
    }
    /** @returns whether the buffer is kept */
    function pass(bytes: Buffer, giveUp: () => void): boolean {
      const wanted = bytes.length > left ? bytes.subarray(0, left) : bytes
      // Who sends more than was announced would have the rest taken for the next answer.
      isClean &&= bytes.length <= left
      left -= wanted.length
      bodyLeft = left
      const taken = take(wanted)
      if (taken === 'stop') {
        // The rest is for nobody, and these bytes may still be on their way to the disk: the buffer is not used again.
        isClean = false
        onBytes = () => false
        end(undefined)
        return true
      }
      const following = follow(taken, giveUp)
      taking.add(following)
      void following.finally(() => taking.delete(following))
      if (left === 0) end(undefined)
      return true
    }
    onFailure = (error) => end({ error: isWeighthouseError(error) ? error : body.convert(error) })
    onBytes = (buffer, length) => pass(buffer.subarray(0, length), () => giveBack(buffer))
    bodyLeft = left
    if (left === 0) end(undefined)
    for (const early of body.early.splice(0)) if (early.length > 0 && left > 0) pass(early, () => {})
    if (left > 0) socket.resume()

    const failure = await ended
    onBytes = () => false
    onFailure = () => {}
    bodyLeft = 0
    const isReusable = failure === undefined && left === 0 && isClean && body.reusable
    if (!isReusable) socket.destroy()
    // Buffers must not be read into while somebody still writes them to the disk.
    await Promise.all(taking)
    if (isReusable) connection.onEnd(true)
    if (failure) throw failure.error
  }
}
