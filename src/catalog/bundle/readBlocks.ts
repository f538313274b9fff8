import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'

/** Whole lines, with their line feeds; the last may have none. */
export interface Block {
  lines: Uint8Array<ArrayBuffer>
  /** Of the uncompressed file, behind this block. */
  end: number
}

const chunkBytes = 256 * 1024
const lineFeed = 0x0a

/**
 * Reads a file of lines, plain or compressed by zstd or gzip, in blocks of about `blockBytes`.
 * @param onBytes told of all bytes of the uncompressed file, in order
 * @param options.skip so many bytes of the uncompressed file are not given as lines; a line must begin behind them
 * @throws WeighthouseError FILE_NOT_FOUND, VERIFICATION_FAILED when the compressed file is damaged or cut short
 */
export async function* readBlocks(
  path: string,
  { blockBytes, skip = 0, onBytes }: { blockBytes: number; skip?: number; onBytes?: (bytes: Uint8Array) => void },
): AsyncGenerator<Block, void, undefined> {
  const stream = await openUncompressed(path)
  let pieces: Buffer[] = []
  let length = 0
  let position = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      onBytes?.(chunk)
      const start = Math.min(chunk.length, Math.max(0, skip - position))
      position += chunk.length
      const fresh = chunk.subarray(start)
      if (fresh.length === 0) continue
      pieces.push(fresh)
      length += fresh.length
      if (length < blockBytes) continue
      const last = fresh.lastIndexOf(lineFeed)
      if (last < 0) continue
      const rest = fresh.subarray(last + 1)
      yield { lines: join(pieces, length - rest.length), end: position - rest.length }
      pieces = rest.length > 0 ? [rest] : []
      length = rest.length
    }
  } catch (error) {
    throw convertReadError(error, path)
  } finally {
    stream.destroy()
  }
  if (length > 0) yield { lines: join(pieces, length), end: position }
}

async function openUncompressed(path: string): Promise<Readable> {
  const magic = await readMagic(path)
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  const unpack =
    magic === '28b52ffd'
      ? createZstdDecompress({ chunkSize: chunkBytes })
      : magic.startsWith('1f8b')
        ? createGunzip({ chunkSize: chunkBytes })
        : undefined
  if (!unpack) return file
  file.on('error', (error) => unpack.destroy(error))
  unpack.on('close', () => file.destroy())
  return file.pipe(unpack)
}

/** The first four bytes, in hex. */
async function readMagic(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.toString('hex', 0, bytesRead)
  } catch (error) {
    throw convertReadError(error, path)
  }
}

function convertReadError(error: unknown, path: string): unknown {
  const code = systemErrorCode(error)
  if (code === 'ENOENT') {
    return new WeighthouseError('FILE_NOT_FOUND', `There is no file ${path}.`, { details: { path }, cause: error })
  }
  if (code?.startsWith('ZSTD_') || code?.startsWith('Z_')) {
    return new WeighthouseError('VERIFICATION_FAILED', `The file ${path} is damaged or cut short.`, {
      hint: 'Copy it again from where it was made.',
      details: { path },
      cause: error,
    })
  }
  return error
}

/** The first `length` bytes of the pieces, in memory of their own. */
function join(pieces: readonly Buffer[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    const part = piece.subarray(0, length - at)
    joined.set(part, at)
    at += part.length
  }
  return joined
}
