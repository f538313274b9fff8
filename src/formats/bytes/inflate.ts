import { Readable } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib'

import { systemErrorCode } from '../../foundation/errors.ts'
import type { ByteSource } from './byteSource.ts'
import { type ByteStream, createByteStream } from './byteStream.ts'

/** How bytes were made smaller: as in a zip archive (`raw`), with a zlib or with a gzip frame around them. */
export type Compression = 'raw' | 'zlib' | 'gzip'

/** Bytes that one scan may still unpack, over all archives in archives that it meets. */
export interface InflateBudget {
  bytes: number
}

/** Compressed bytes that cannot be unpacked, or not as far as was asked. `limit`: the budget is used up. */
export class InflateError extends Error {
  override readonly name = 'InflateError'
  readonly limit: boolean

  constructor(message: string, limit: boolean, cause?: unknown) {
    super(message, { cause })
    this.limit = limit
  }
}

const chunkBytes = 64 * 1024
const factories = { raw: createInflateRaw, zlib: createInflate, gzip: createGunzip }

/**
 * Unpacks a source while it is read, no further than the reader asks and than `budget` has bytes left.
 * Close the stream, else its memory stays.
 *
 * Reading throws InflateError when the bytes are damaged or the budget is used up.
 */
export function inflateSource(source: ByteSource, compression: Compression, budget: InflateBudget): ByteStream {
  const packed = Readable.from(readChunks(source), { objectMode: false, highWaterMark: chunkBytes })
  const unpacked = packed.pipe(factories[compression]({ chunkSize: chunkBytes }))
  packed.on('error', (error) => unpacked.destroy(error))
  // Without a listener an error after `close` would end the process; while reading, the iterator throws it.
  unpacked.on('error', () => {})
  const chunks = unpacked[Symbol.asyncIterator]()

  return createByteStream({
    jump: undefined,
    close() {
      packed.destroy()
      unpacked.destroy()
    },
    async read() {
      const chunk = await nextChunk(chunks)
      budget.bytes -= chunk.length
      if (budget.bytes < 0) throw new InflateError('it unpacks to more than is looked at', true)
      return chunk
    },
  })
}

async function nextChunk(chunks: AsyncIterator<unknown>): Promise<Buffer> {
  try {
    const { done, value } = await chunks.next()
    return done || !Buffer.isBuffer(value) ? Buffer.alloc(0) : value
  } catch (error) {
    if (systemErrorCode(error)?.startsWith('Z_')) throw new InflateError('it cannot be unpacked', false, error)
    throw error
  }
}

async function* readChunks(source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  for (let offset = 0; offset < source.size; offset += chunkBytes) yield await source.read(offset, chunkBytes)
}
