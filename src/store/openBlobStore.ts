import { join } from 'node:path'

import type { BlobStore } from './blobStore.ts'
import { createLocalBlobStore } from './createLocalBlobStore.ts'
import { isS3Address, parseS3Address } from './s3/parseS3Address.ts'

/**
 * Opens the store that a setting names: a folder, or `s3://bucket/prefix?…` (see parseS3Address.ts).
 *
 * @param options.home where the incoming folder of a bucket's store is
 * @throws WeighthouseError HOME_UNWRITABLE, INVALID_CONFIG
 */
export async function openBlobStore(options: { store: string; home: string }): Promise<BlobStore> {
  if (!isS3Address(options.store)) return createLocalBlobStore({ directory: options.store })
  const address = parseS3Address(options.store)
  // The SDK is large, and most houses need none of it.
  const { createS3BlobStore } = await import('./s3/createS3BlobStore.ts')
  return createS3BlobStore({ address, incomingDirectory: join(options.home, 'incoming') })
}
