import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'

import { createDigest, type DigestName, type Digests } from './digests.ts'

/** The hashes of a file that is read at once, here: asking a thread would take longer. */
export async function hashSmallFile(
  handle: FileHandle,
  length: number,
  names: readonly DigestName[],
): Promise<Digests & { sha256: string }> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, 0)
  if (bytesRead < length) throw new Error('The partial file became shorter while it was read.')
  const digests: Digests = {}
  for (const name of names) {
    const digest = await createDigest(name)
    digest.update(buffer)
    digests[name] = digest.finish()
  }
  return { ...digests, sha256: createHash('sha256').update(buffer).digest('hex') }
}
