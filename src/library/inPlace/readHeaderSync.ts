import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

import type { ByteSource } from '../../formats/bytes/byteSource.ts'
import { detectFormat, type FileFormat, headBytes } from '../../formats/detectFormat.ts'
import type { ModelHeader } from '../../formats/modelHeader.ts'
import { formatOfName, readHeader } from '../../formats/readModelHeader.ts'
import { looksLikePickleName } from '../../formats/scan/expectFormat.ts'
import { isWeighthouseError, systemErrorCode } from '../../foundation/errors.ts'
import type { BrokenHeader } from '../identify/identification.ts'
import type { FoundFile } from '../layouts/foundModel.ts'

const unreadable = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'EIO', 'ENXIO'])

/**
 * Reads the header of a file where it lies; undefined when its format has none, or it is gone or forbidden. Of a file that
 * programs unpickle only the first bytes are looked at. Reads
 * without waiting in the thread pool, which takes longer than the reading itself; so it is for threads of their own.
 */
export async function readHeaderSync({
  location,
  path,
}: Pick<FoundFile, 'location' | 'path'>): Promise<ModelHeader | BrokenHeader | undefined> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const named = formatOfName(name)
  const isPickle = looksLikePickleName(name)
  // Only a name that is a hash says nothing of what is in the file.
  if (!named && !isPickle && !/^(?:sha256[-:])?[0-9a-f]{40,64}$/.test(name)) return undefined
  let descriptor: number | undefined
  try {
    // Opening a pipe without O_NONBLOCK would wait for somebody who writes into it.
    // Several files may be read in turn; the memory is free when none is.
    if (reading++ === 0) slabUsed = 0
    descriptor = openSync(location, constants.O_RDONLY | constants.O_NONBLOCK)
    const source = openSource(descriptor)
    if (!source) return undefined
    const format = named ?? detectFormat(await source.read(0, headBytes), source.size)
    if (isPickle && !named) return describePickle(format, await source.read(0, 1), path)
    return await readHeader(source, format, path)
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_ARGUMENT')) return { kind: 'broken', reason: error.message }
    if (unreadable.has(systemErrorCode(error) ?? '')) return undefined
    throw error
  } finally {
    reading--
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** What a pickle of before protocol 2, which has no magic number, begins with: `(`, `)`, `]`, `}` or `c`. */
const oldPickle = /^[()\]}c]/

/** A file that is named like a pickle and is nothing that is known is broken; whether a pickle is sound its scan says. */
function describePickle(format: FileFormat, first: Buffer, path: string): BrokenHeader | undefined {
  if (format !== 'other' || oldPickle.test(first.toString('latin1'))) return undefined
  return { kind: 'broken', reason: first.length === 0 ? `${path} is empty.` : `${path} is no pickle and no archive.` }
}

/**
 * Memory for the windows of one file, used again for the next: fresh memory would cost more than the reading. Headers keep no
 * reference to it.
 */
const slab = Buffer.allocUnsafeSlow(2 * 1024 * 1024)
let slabUsed = 0
let reading = 0

function take(length: number): Buffer {
  if (slabUsed + length > slab.length) return Buffer.allocUnsafe(length)
  slabUsed += length
  return slab.subarray(slabUsed - length, slabUsed)
}

function openSource(descriptor: number): ByteSource | undefined {
  const stats = fstatSync(descriptor)
  if (!stats.isFile()) return undefined
  return {
    size: stats.size,
    async read(offset, length) {
      const buffer = take(Math.max(0, Math.min(length, stats.size - offset)))
      let filled = 0
      while (filled < buffer.length) {
        const read = readSync(descriptor, buffer, filled, buffer.length - filled, offset + filled)
        if (read === 0) break
        filled += read
      }
      return buffer.subarray(0, filled)
    },
  }
}
