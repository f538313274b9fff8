import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { syncFiles } from '../foundation/files/syncFiles.ts'
import type { BlobInfo, SmallBlob } from './blobStore.ts'
import type { OnStoreStep } from './storeSteps.ts'
import { writeDrafts } from './writeDrafts.ts'

/** Files that are renamed before others get their turn. */
const filesAtOnce = 64

/**
 * Takes small blobs into a store on disk: all are written and made durable together, and only then get their names.
 * @param pathOf where a blob lies
 */
export async function putSmallBlobs(
  blobs: readonly SmallBlob[],
  {
    pathOf,
    incomingDirectory,
    onStep,
  }: { pathOf: (sha256: string) => string; incomingDirectory: string; onStep: OnStoreStep },
): Promise<BlobInfo[]> {
  onStep('put: begun')
  const drafts: { draft: string; target: string; bytes: Buffer }[] = []
  for (const { sha256, bytes } of new Map(blobs.map((blob) => [blob.sha256, blob])).values()) {
    const target = pathOf(sha256)
    const present = lstatSync(target, { throwIfNoEntry: false })
    if (present?.isFile() && present.size === bytes.length) continue
    // A name as downloads have them, so that what a killed process leaves is swept with theirs.
    const draft = join(incomingDirectory, `${randomBytes(16).toString('hex')}.partial`)
    drafts.push({ draft, target, bytes })
  }
  try {
    await writeDrafts(drafts.map(({ draft, bytes }) => ({ path: draft, bytes })))
    await syncFiles(drafts.map(({ draft }) => draft))
    onStep('put: drafts are durable')
    const folders = new Set(drafts.map(({ target }) => dirname(target)))
    for (const folder of folders) mkdirSync(folder, { recursive: true })
    for (const [index, { draft, target }] of drafts.entries()) {
      renameSync(draft, target)
      if (index === 0) onStep('put: first is renamed')
      if (index % filesAtOnce === 0) await new Promise(setImmediate)
    }
    await syncFiles(drafts.map(({ target }) => target))
    onStep('put: names are durable')
  } catch (error) {
    for (const { draft } of drafts) await rm(draft, { force: true })
    throw error
  }
  return blobs.map(({ sha256, bytes }) => ({ sha256, size: bytes.length }))
}
