import { type ErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import type { Hub } from '../hub.ts'
import type { Finding } from './verifyReport.ts'

/**
 * Fetches a blob's right bytes again, as a pull of a file that names it: of the first model whose source gives it.
 * Returns undefined when the blob is in the store afterwards, else why it is not.
 *
 * @throws what ends every pull: CANCELLED, DISK_FULL, QUOTA_EXCEEDED, PERMISSION_DENIED, STORE_UNREACHABLE
 */
export async function repairBlob(
  { hub, store }: { hub: Pick<Hub, 'planPull' | 'pull'>; store: Pick<BlobStore, 'stat'> },
  { sha256, names }: Pick<Finding, 'sha256' | 'names'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  let reason = 'no model that is followed names it, so nobody knows where it came from'
  for (const { slug, commit, path } of names) {
    signal?.throwIfAborted()
    try {
      const reference = { ...parseModelReference(slug), revision: commit }
      const plan = await hub.planPull(reference, { include: [escapePattern(path)], ...(signal && { signal }) })
      await hub.pull(plan, { signal })
      if (await store.stat(sha256)) return undefined
      reason = `${path} of ${slug} has other content at its source now`
    } catch (error) {
      if (!(error instanceof WeighthouseError) || final.includes(error.code)) throw error
      reason = `${slug}: ${error.message}`
    }
  }
  return reason
}

const final: readonly ErrorCode[] = [
  'CANCELLED',
  'DISK_FULL',
  'QUOTA_EXCEEDED',
  'PERMISSION_DENIED',
  'STORE_UNREACHABLE',
]

/** A pattern that matches exactly this path; see matchPattern.ts. */
function escapePattern(path: string): string {
  return path.replace(/[*?[]/g, '[$&]')
}
