import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { BlobInfo, SmallBlob } from '../blobStore.ts'
import type { OnStoreStep } from '../storeSteps.ts'
import type { FileThread } from './createFileThread.ts'

/**
 * Takes small blobs into a store on disk: all are written and made durable together, and only then get their names.
 * @param pathOf where a blob lies
 */
export async function putSmallBlobs(
  blobs: readonly SmallBlob[],
  {
    pathOf,
    incomingDirectory,
    thread,
    onStep,
  }: {
    pathOf: (sha256: string) => string
    incomingDirectory: string
    thread: Pick<FileThread, 'run'>
    onStep: OnStoreStep
  },
): Promise<BlobInfo[]> {
  onStep('put: begun')
  const wanted = [...new Map(blobs.map((blob) => [blob.sha256, blob])).values()]
  const present = await thread.run({
    kind: 'find',
    paths: wanted.map(({ sha256 }) => pathOf(sha256)),
    lengths: wanted.map(({ bytes }) => bytes.length),
  })
  const missing = wanted.filter((_, index) => present?.[index] !== 1)
  // Names as downloads have them, so that what a killed process leaves is swept with theirs.
  const run = randomBytes(12).toString('hex')
  const drafts = missing.map((_, index) =>
    join(incomingDirectory, `${run}${index.toString(16).padStart(8, '0')}.partial`),
  )
  const targets = missing.map(({ sha256 }) => pathOf(sha256))
  try {
    await thread.run({ kind: 'make', paths: drafts, pieces: missing.map(({ bytes }) => bytes) })
    await thread.run({ kind: 'sync', paths: drafts })
    onStep('put: drafts are durable')
    await thread.run({ kind: 'makeFolders', paths: [...new Set(targets.map((target) => dirname(target)))] })
    await thread.run({ kind: 'rename', from: drafts.slice(0, 1), to: targets.slice(0, 1) })
    if (drafts.length > 0) onStep('put: first is renamed')
    await thread.run({ kind: 'rename', from: drafts.slice(1), to: targets.slice(1) })
    await thread.run({ kind: 'sync', paths: targets })
    onStep('put: names are durable')
  } catch (error) {
    for (const draft of drafts) await rm(draft, { force: true })
    throw error
  }
  return blobs.map(({ sha256, bytes }) => ({ sha256, size: bytes.length }))
}
