import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import type { ByteSource } from './tar/byteSource.ts'

/*
 * A bundle is one file, or cut into parts of the same size that stand beside each other as NAME.001, NAME.002, … (a thumb
 * drive may hold no file above 4 GB). The parts one after the other are the archive: `cat NAME.* | tar -t` reads it.
 */

/** Where part `index` (from 0) of an archive lies. */
export function partPath(file: string, index: number): string {
  return `${file}.${String(index + 1).padStart(3, '0')}`
}

/** A file name that ends like a part's: what it is a part of, and which one, from 0. */
export function readPartName(path: string): { name: string; index: number } | undefined {
  const [, name, digits] = /^(.+)\.(\d{3,6})$/.exec(basename(path)) ?? []
  return name === undefined || Number(digits) === 0 ? undefined : { name, index: Number(digits) - 1 }
}

/** The files of each bundle, in order: parts of one name belong together, whichever folders they lie in. */
export function groupParts(files: readonly string[]): { label: string; paths: string[] }[] {
  const groups = Map.groupBy(files, (file) => readPartName(file)?.name ?? `/${file}`)
  return [...groups.values()].map((group) => {
    const parts = group.map((path) => ({ path, part: readPartName(path) }))
    const sorted = parts.toSorted((one, other) => (one.part?.index ?? 0) - (other.part?.index ?? 0))
    for (const [index, { path, part }] of sorted.entries()) {
      if (part ? part.index !== index : index > 0) throw missingPart(path, part?.index ?? 0, index)
    }
    return { label: sorted[0]!.path, paths: sorted.map(({ path }) => path) }
  })
}

/** Opened files that are read as one. */
export interface Volumes extends ByteSource {
  close(): Promise<void>
}

/**
 * Opens the files of a bundle. Each must be a file: only there can be looked at any place.
 * @throws WeighthouseError NOT_FOUND, INVALID_ARGUMENT
 */
export async function openVolumes(paths: readonly string[]): Promise<Volumes> {
  const parts: { handle: FileHandle; path: string; start: number; size: number }[] = []
  const close = async () => {
    for (const { handle } of parts.splice(0)) await handle.close()
  }
  let size = 0
  try {
    for (const path of paths) {
      const handle = await openToRead(path)
      parts.push({ handle, path, start: size, size: 0 })
      const found = await handle.stat()
      if (!found.isFile()) throw notAFile(path)
      parts.at(-1)!.size = found.size
      size += found.size
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    size,
    close,
    async read(position, length) {
      const bytes = Buffer.allocUnsafe(length)
      let filled = 0
      for (const part of parts) {
        while (filled < length && position + filled < part.start + part.size) {
          const offset = position + filled - part.start
          const wanted = Math.min(length - filled, part.size - offset)
          const { bytesRead } = await part.handle.read(bytes, filled, wanted, offset)
          if (bytesRead === 0) throw becameShorter(part.path)
          filled += bytesRead
        }
      }
      if (filled < length) throw becameShorter(parts.at(-1)?.path ?? '')
      return bytes
    },
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    // Without it, a pipe that nobody writes to would be waited for.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
    throw new WeighthouseError('NOT_FOUND', `There is no file ${path}.`, {
      hint: 'Name the file of `bundle export models`, or all of its parts (FILE.001, FILE.002, …).',
      details: { path },
      cause: error,
    })
  }
}

function notAFile(path: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${path} is not a file.`, {
    hint: 'A bundle is read at many places, so it cannot come from a pipe or a device: copy it to a disk first.',
    details: { path },
  })
}

function becameShorter(path: string): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `${path} became shorter while it was read.`, {
    hint: 'Something writes to it. Wait until it has been copied, then run the same command again.',
    details: { path },
  })
}

function missingPart(path: string, found: number, wanted: number): WeighthouseError {
  const twice = found < wanted
  return new WeighthouseError(
    'INVALID_ARGUMENT',
    twice ? `${path} is named twice.` : `Part ${wanted + 1} is missing before ${path}.`,
    { hint: 'Name every part of a bundle once: FILE.001, FILE.002, …', details: { path } },
  )
}
