import { PassThrough, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'

import { WeighthouseError } from '../errors.ts'
import { cancelledError, toTransportError, type TransportContext } from './transportError.ts'

/**
 * The body as the caller reads it: content-encoding undone, errors converted as {@link toTransportError} does.
 * Destroying it closes the connection.
 *
 * @param encoding the content-encoding header; undefined leaves the bytes as they come
 * @throws WeighthouseError SOURCE_ERROR for an encoding that nobody asked for and that is not known
 */
export function openBody(
  raw: Readable,
  encoding: string | undefined,
  context: TransportContext,
  onClose: () => void,
): Readable {
  const stages = [raw, ...createDecoders(encoding, context)]
  const body = new PassThrough()
  // The connection may break before the caller starts to read. Node would end the process over an 'error' that nobody
  // listens to; the error is not lost, whoever reads the body later gets it.
  body.on('error', () => {})
  // Not stream.pipeline: it would hand the error on as it is, before it can be converted.
  let last: Readable = raw
  for (const stage of [...stages.slice(1), body]) last = last.pipe(stage as Transform)
  for (const stage of stages) {
    stage.on('error', (error) => body.destroy(toTransportError(error, context) as Error))
    stage.on('close', () => {
      if (!stage.readableEnded && !stage.errored) body.destroy(cancelledError(context.signal?.reason))
    })
  }
  body.on('close', () => {
    for (const stage of stages) stage.destroy()
    onClose()
  })
  return body
}

/** Lets go of a body that nobody reads: a short one is read off, so that its connection can be used again. */
export function discardBody(answer: { headers: Record<string, string | undefined>; body: Readable }): void {
  const length = Number(answer.headers['content-length'] ?? Number.POSITIVE_INFINITY)
  if (length <= 65_536) answer.body.resume()
  else answer.body.destroy()
}

function createDecoders(encoding: string | undefined, context: TransportContext): Transform[] {
  const names = (encoding ?? '').toLowerCase().split(',')
  // Encodings are listed in the order in which they were applied (RFC 9110, section 8.4), so they are undone backwards.
  return names
    .toReversed()
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .map((name) => createDecoder(name, context))
}

function createDecoder(name: string, context: TransportContext): Transform {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    case 'zstd':
      return createZstdDecompress()
    default:
      throw new WeighthouseError('SOURCE_ERROR', `${context.url.origin} answered in the unknown encoding ${name}.`, {
        hint: 'Check whether a proxy stands between this machine and the source.',
        details: { origin: context.url.origin, encoding: name },
      })
  }
}
