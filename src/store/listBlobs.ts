import { opendir } from 'node:fs/promises'
import { join } from 'node:path'

import { isSha256 } from './blobPath.ts'
import type { BlobInfo } from './blobStore.ts'
import { statBlob } from './statBlob.ts'

/** Every blob below `blobsDirectory`, folder by folder; names that are no digests are passed over. */
export async function* listBlobs(blobsDirectory: string): AsyncGenerator<BlobInfo, void, undefined> {
  for await (const folder of await opendir(blobsDirectory)) {
    if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) continue
    for await (const file of await opendir(join(blobsDirectory, folder.name))) {
      if (!isSha256(file.name) || !file.name.startsWith(folder.name)) continue
      const blob = await statBlob(join(blobsDirectory, folder.name, file.name), file.name)
      if (blob) yield blob
    }
  }
}
