import { createHash } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, link, lstat, realpath, rm, stat, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import { syncFiles } from '../../foundation/files/syncFiles.ts'
import { cannotLink, renameWithoutReplacing } from '../renameWithoutReplacing.ts'
import type { ImportJournal, ImportMethod } from './importJournal.ts'

type TransferredFile = ImportJournal['files'][number]

export interface TransferOptions {
  method: ImportMethod
  file: TransferredFile
  /** Where it goes, absolute; its folder is there. */
  target: string
  /** 16 hex digits that mark a file in the making. */
  token: string
  signal?: AbortSignal | undefined
  onBytes?: ((bytes: number) => void) | undefined
}

/** How a file came: its hash where its bytes were read on the way. */
export interface Transferred {
  how: 'moved' | 'copied' | 'cloned' | 'linked' | 'there'
  sha256: string | undefined
}

const cannotClone = new Set(['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ENOTTY', 'EPERM'])
const chunkBytes = 1024 * 1024

/**
 * Brings one file of the user's to its place in the library. What is at the place is never replaced. May be called again after a
 * crash at any moment: it sees what was done. The source of a move is gone only when the target is whole and durable.
 *
 * @throws WeighthouseError CONFLICT (something else has the place), NOT_FOUND (the file is gone or was changed since),
 *   UNSUPPORTED (a link across file systems, a move of a link), VERIFICATION_FAILED (the copy differs)
 */
export async function transferFile(options: TransferOptions): Promise<Transferred> {
  const { method, file, target } = options
  const there = await ifPresent(lstat(target))
  const source = await ifPresent(lstat(file.from))
  if (there) {
    if (!there.isFile() || there.size !== file.size) throw inTheWay(target)
    return finishEarlier(options, there, source)
  }
  if (!source) throw gone(file, 'it is not there any more')
  if (method === 'link') return linkFile(file, target)
  if (method === 'move') {
    if (source.isSymbolicLink()) {
      throw new WeighthouseError(
        'UNSUPPORTED',
        `${file.from} is a link, so it cannot be moved without breaking others.`,
        {
          hint: 'Import it with --copy or --link.',
          details: { path: file.from },
        },
      )
    }
    checkSame(file, source)
    if (await renameWithin(file.from, target)) return { how: 'moved', sha256: undefined }
  }
  const copied = await copyWhole(options)
  if (method === 'move') {
    checkSame(file, await lstat(file.from))
    await unlink(file.from)
    return { ...copied, how: 'moved' }
  }
  return copied
}

type Seen = Awaited<ReturnType<typeof lstat>>

/** The target is there already, from an earlier try; a move may have left the source. */
async function finishEarlier(
  { method, file, target }: TransferOptions,
  there: Seen,
  source: Seen | undefined,
): Promise<Transferred> {
  const real = source && (await ifPresent(stat(file.from)))
  if (real && real.ino === there.ino && real.dev === there.dev) {
    if (method === 'copy') throw inTheWay(target)
    if (method === 'move') await unlink(file.from)
    return { how: method === 'move' ? 'moved' : 'there', sha256: undefined }
  }
  if (!source) {
    if (method === 'move') return { how: 'there', sha256: undefined }
    throw gone(file, 'it is not there any more')
  }
  if (method === 'link') throw inTheWay(target)
  // Both are there and apart: the copy is believed only when its bytes are the same.
  const [one, other] = [await hashFile(file.from), await hashFile(target)]
  if (one !== other) throw inTheWay(target)
  if (method === 'move') await unlink(file.from)
  return { how: method === 'move' ? 'moved' : 'there', sha256: one }
}

async function linkFile(file: TransferredFile, target: string): Promise<Transferred> {
  try {
    // A link is followed: the name in the library is to be one of the bytes themselves.
    await link(await realpath(file.from), target)
    return { how: 'linked', sha256: undefined }
  } catch (error) {
    const code = systemErrorCode(error) ?? ''
    if (code === 'EEXIST') throw inTheWay(target)
    if (code === 'ENOENT') throw gone(file, 'it is not there any more')
    if (!cannotLink.has(code)) throw error
    throw new WeighthouseError('UNSUPPORTED', `${file.from} cannot be hard-linked into the library (${code}).`, {
      hint: 'Both must be on the same disk, and it must know hard links. Use --copy or --move, or leave the files where they are: `weighthouse scan PATH`.',
      details: { path: file.from },
      cause: error,
    })
  }
}

/** False when the two are on different file systems. */
async function renameWithin(from: string, target: string): Promise<boolean> {
  try {
    if (!(await renameWithoutReplacing(from, target))) throw inTheWay(target)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EXDEV') return false
    throw error
  }
}

/** Copies under a temporary name, checks, makes durable, and gives it its name. */
async function copyWhole({ file, target, token, signal, onBytes }: TransferOptions): Promise<Transferred> {
  const temporary = join(dirname(target), `.${token}.shelving`)
  await rm(temporary, { force: true })
  try {
    const real = await realpath(file.from)
    checkSame(file, await stat(real))
    const cloned = await clone(real, temporary)
    const sha256 = cloned ? undefined : await copyBytes(real, temporary, signal, onBytes)
    // A source that was written to meanwhile would give a copy of neither state.
    checkSame(file, await stat(real))
    await utimes(temporary, new Date(), new Date(file.mtime_ms))
    await syncFiles([temporary])
    if (sha256 !== undefined && (await hashFile(temporary)) !== sha256) {
      throw new WeighthouseError('VERIFICATION_FAILED', `The copy of ${file.from} has other bytes than it.`, {
        hint: 'The disk of the library may be damaged. The file itself is as it was.',
        details: { path: file.from },
      })
    }
    if (!(await renameWithoutReplacing(temporary, target))) throw inTheWay(target)
    await syncDirectory(dirname(target))
    return { how: cloned ? 'cloned' : 'copied', sha256 }
  } finally {
    await rm(temporary, { force: true })
  }
}

async function clone(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (!cannotClone.has(systemErrorCode(error) ?? '')) throw error
    await rm(to, { force: true })
    return false
  }
}

async function copyBytes(
  from: string,
  to: string,
  signal: AbortSignal | undefined,
  onBytes: ((bytes: number) => void) | undefined,
): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(
    createReadStream(from, { highWaterMark: chunkBytes }),
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk)
        onBytes?.(chunk.length)
        done(undefined, chunk)
      },
    }),
    createWriteStream(to, { flags: 'wx' }),
    ...(signal ? [{ signal }] : []),
  )
  return hash.digest('hex')
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: chunkBytes }), hash)
  return hash.digest('hex')
}

function checkSame(file: TransferredFile, found: Seen): void {
  if (Number(found.size) === file.size && Number(found.mtimeMs) === file.mtime_ms) return
  throw gone(file, 'it was changed meanwhile')
}

function gone({ from }: TransferredFile, why: string): WeighthouseError {
  return new WeighthouseError('NOT_FOUND', `${from} cannot be imported: ${why}.`, {
    hint: 'Run the import again when nothing else works on the file.',
    details: { path: from },
  })
}

function inTheWay(target: string): WeighthouseError {
  return new WeighthouseError('CONFLICT', `${target} is in the way; it is not ours, so it stays.`, {
    hint: 'Move it aside and run the import again.',
    details: { path: target },
  })
}
