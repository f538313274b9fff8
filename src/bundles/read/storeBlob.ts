import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rm } from 'node:fs/promises'

import { removeJournal } from '../../downloads/downloadJournal.ts'
import { acquireLock } from '../../downloads/lockFile.ts'
import { partialPaths } from '../../downloads/partialPaths.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { BlobInfo, BlobStore } from '../../store/blobStore.ts'
import { readChunks } from '../tar/byteSource.ts'
import type { OpenedBundle } from './openBundle.ts'

export interface StoreBlobOptions {
  bundle: Pick<OpenedBundle, 'label' | 'volumes' | 'findBlob'>
  store: BlobStore
  blob: BlobInfo
  /** Git blob id that it must have, too. */
  gitSha1: string | undefined
  /** A model that needs it. */
  slug: string
  signal: AbortSignal
  onBytes: (bytes: number) => void
}

/**
 * Brings a blob of a bundle into the store: hashed while it is written to the incoming folder, and committed only when it
 * is what its name says. Uses the names and the lock of downloads, so that a pull of the same content waits, and what a
 * killed process leaves is swept away with theirs.
 *
 * @returns false when the store had it already
 * @throws WeighthouseError VERIFICATION_FAILED naming the model
 */
export async function storeBlob(options: StoreBlobOptions): Promise<boolean> {
  const { bundle, store, blob, slug, gitSha1, signal, onBytes } = options
  const paths = partialPaths(store.incomingDirectory, { sha256: blob.sha256, url: '', label: slug })
  const release = await acquireLock(paths.lock, signal)
  try {
    if ((await store.stat(blob.sha256))?.size === blob.size) return false
    // Half a download, if there is one, is of no use any more.
    await removeJournal(paths.journal)
    await rm(paths.partial, { force: true })
    const { position } = bundle.findBlob(blob.sha256)
    const handle = await open(paths.partial, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      const check = createContentCheck(blob.size, gitSha1 !== undefined)
      for await (const chunk of readChunks(bundle.volumes, { position, length: blob.size }, signal)) {
        check.add(chunk)
        await handle.writeFile(chunk)
        onBytes(chunk.length)
      }
      const found = check.finish()
      if (found.sha256 !== blob.sha256) throw damaged(options, `its bytes have the sha256 ${found.sha256}`)
      if (gitSha1 !== undefined && found.gitSha1 !== gitSha1) throw damaged(options, `it has not the git id ${gitSha1}`)
    } catch (error) {
      await rm(paths.partial, { force: true })
      throw error
    } finally {
      await handle.close()
    }
    await store.commitFile(paths.partial, blob)
    return true
  } finally {
    await release()
  }
}

/**
 * Says that a blob of the store has this git blob id.
 * @throws WeighthouseError VERIFICATION_FAILED
 */
export async function checkGitId(options: StoreBlobOptions): Promise<void> {
  const { store, blob, gitSha1, signal } = options
  if (gitSha1 === undefined) return
  const check = createContentCheck(blob.size, true)
  for await (const chunk of store.read(blob.sha256)) {
    signal.throwIfAborted()
    check.add(chunk as Buffer)
  }
  if (check.finish().gitSha1 !== gitSha1) throw damaged(options, `it has not the git id ${gitSha1}`)
}

/** Both hashes at once. Git's is the sha1 of a header and the bytes: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
function createContentCheck(size: number, withGitId: boolean) {
  const sha256 = createHash('sha256')
  const gitSha1 = withGitId ? createHash('sha1').update(`blob ${size}\0`) : undefined
  return {
    add(chunk: Buffer) {
      sha256.update(chunk)
      gitSha1?.update(chunk)
    },
    finish: () => ({ sha256: sha256.digest('hex'), gitSha1: gitSha1?.digest('hex') }),
  }
}

function damaged({ bundle, blob, slug }: StoreBlobOptions, what: string): WeighthouseError {
  return new WeighthouseError(
    'VERIFICATION_FAILED',
    `${bundle.label} is damaged or was changed: of the blob ${blob.sha256} of ${slug}, ${what}.`,
    {
      hint: 'Copy it again from where it was made and run the same command again: models that were taken before are whole and stay.',
      details: { path: bundle.label, slug, sha256: blob.sha256 },
    },
  )
}
