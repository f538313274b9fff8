import { randomBytes } from 'node:crypto'
import { lstat, opendir, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import type { AsideBlob } from './blobStore.ts'
import type { OnStoreStep } from './storeSteps.ts'

// The same blob may be set aside more than once.
const asideName = /^([0-9a-f]{64})\.[0-9a-f]{8}$/

/**
 * Renames a blob into a folder of the same store: it is not a blob any more, its bytes and the links to them stay.
 * Undefined when nothing is at `path`.
 */
export async function setAsideBlob(path: string, folder: string, onStep: OnStoreStep): Promise<AsideBlob | undefined> {
  onStep('set aside: begun')
  const found = await ifPresent(lstat(path))
  if (!found?.isFile()) return undefined
  const firstMade = await makeFolder(folder)
  const sha256 = basename(path)
  const place = join(folder, `${sha256}.${randomBytes(4).toString('hex')}`)
  const renamed = await ifPresent(rename(path, place).then(() => true))
  if (!renamed) return undefined
  onStep('set aside: renamed')
  // First where it is now: should the power fail in between, it is in both places rather than in none.
  await syncDirectory(folder)
  if (firstMade !== undefined) await syncDirectory(dirname(folder))
  await syncDirectory(dirname(path))
  onStep('set aside: folders are durable')
  return { sha256, size: found.size, place }
}

/** What `setAsideBlob` put into a folder. */
export async function* listAsideBlobs(folder: string): AsyncGenerator<AsideBlob, void, undefined> {
  const entries = await ifPresent(opendir(folder))
  if (!entries) return
  for await (const { name } of entries) {
    const sha256 = asideName.exec(name)?.[1]
    const place = join(folder, name)
    const found = sha256 === undefined ? undefined : await ifPresent(lstat(place))
    if (sha256 !== undefined && found?.isFile()) yield { sha256, size: found.size, place }
  }
}

/** Removes what `setAsideBlob` put into a folder. */
export async function removeAsideBlobs(folder: string, onStep: OnStoreStep): Promise<{ blobs: number; bytes: number }> {
  const removed = { blobs: 0, bytes: 0 }
  for await (const { place, size } of listAsideBlobs(folder)) {
    // Another process may empty the same trash.
    if (!(await ifPresent(unlink(place).then(() => true)))) continue
    removed.blobs++
    removed.bytes += size
    onStep('trash: one blob removed')
  }
  if (removed.blobs > 0) await syncDirectory(folder)
  return removed
}
