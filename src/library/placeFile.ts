import { createHash } from 'node:crypto'
import { constants, createWriteStream } from 'node:fs'
import { chmod, copyFile, link, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import type { BlobStore } from '../store/blobStore.ts'
import type { Placement } from './metadata.ts'
import { cannotLink, renameWithoutReplacing } from './renameWithoutReplacing.ts'

export type PlacingStore = Pick<BlobStore, 'localPath' | 'read'>

const cannotClone = new Set(['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ENOTTY', 'EPERM'])

/**
 * Puts the bytes of a blob at `target`, which must not exist: by hard link, else by reflink, else by copy (verified on
 * the way). What is at `target` afterwards is whole: reflinks and copies are made under a temporary name.
 *
 * @returns how the bytes are shared
 * @throws WeighthouseError NOT_FOUND when the store lost the blob; VERIFICATION_FAILED when its bytes are wrong;
 *   CONFLICT when something is at `target`
 */
export async function placeFile(
  store: PlacingStore,
  file: { sha256: string; size: number },
  target: string,
  token: string,
): Promise<Placement> {
  const blob = store.localPath(file.sha256)
  if (blob !== undefined) {
    const { size } = await statBlob(blob, file.sha256)
    if (size !== file.size) {
      throw new WeighthouseError(
        'VERIFICATION_FAILED',
        `The blob ${file.sha256} has ${size} bytes where ${file.size} were expected.`,
        { hint: 'Something changed it behind our back. Pull the model again.', details: { path: blob } },
      )
    }
    try {
      await link(blob, target)
      return 'hardlink'
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') throw inTheWay(target, error)
      if (!cannotLink.has(systemErrorCode(error) ?? '')) throw error
    }
  }
  const temporary = join(dirname(target), `.${token}.shelving`)
  try {
    const placement = blob !== undefined && (await clone(blob, temporary)) ? 'reflink' : 'copy'
    if (placement === 'copy') await copyVerified(store, file, temporary)
    await chmod(temporary, 0o444)
    if (!(await renameWithoutReplacing(temporary, target))) throw inTheWay(target, undefined)
    return placement
  } finally {
    await rm(temporary, { force: true })
  }
}

async function statBlob(path: string, sha256: string) {
  try {
    return await stat(path)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
    throw new WeighthouseError('NOT_FOUND', `The blob ${sha256} is not in the store.`, {
      hint: 'Pull the model again.',
      details: { path },
      cause: error,
    })
  }
}

async function clone(blob: string, target: string): Promise<boolean> {
  try {
    await copyFile(blob, target, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (!cannotClone.has(systemErrorCode(error) ?? '')) throw error
    await rm(target, { force: true })
    return false
  }
}

async function copyVerified(
  store: PlacingStore,
  file: { sha256: string; size: number },
  target: string,
): Promise<void> {
  const hash = createHash('sha256')
  let size = 0
  await pipeline(
    store.read(file.sha256),
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk)
        size += chunk.length
        done(undefined, chunk)
      },
    }),
    createWriteStream(target, { flags: 'wx', flush: true }),
  )
  const sha256 = hash.digest('hex')
  if (sha256 === file.sha256 && size === file.size) return
  throw new WeighthouseError('VERIFICATION_FAILED', `The blob ${file.sha256} read as ${sha256} (${size} bytes).`, {
    hint: 'The disk or the store is damaged. Pull the model again.',
  })
}

function inTheWay(target: string, cause: unknown): WeighthouseError {
  return new WeighthouseError('CONFLICT', `${target} is in the way; it is not ours, so it stays.`, {
    hint: 'Move it aside and run the command again.',
    details: { path: target },
    cause,
  })
}
