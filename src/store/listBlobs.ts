import type { Dirent } from 'node:fs'
import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import { isSha256 } from './blobPath.ts'
import type { ListedBlob } from './blobStore.ts'

const folderName = /^[0-9a-f]{2}$/

/** Every blob below `blobsDirectory`, folder by folder; names that are no digests are passed over. */
export async function* listBlobs(blobsDirectory: string): AsyncGenerator<ListedBlob, void, undefined> {
  for await (const folder of await opendir(blobsDirectory)) {
    if (!isBlobFolder(folder)) continue
    for await (const file of await opendir(join(blobsDirectory, folder.name))) {
      if (!isBlobName(file.name, folder.name)) continue
      const found = await ifPresent(lstat(join(blobsDirectory, folder.name, file.name)))
      if (!found?.isFile()) continue
      yield { sha256: file.name, size: found.size, storedAt: Math.round(found.mtimeMs), links: found.nlink - 1 }
    }
  }
}

/** The paths below `blobsDirectory` that `listBlobs` passes over. */
export async function* listStrangers(blobsDirectory: string): AsyncGenerator<string, void, undefined> {
  for await (const folder of await opendir(blobsDirectory)) {
    const path = join(blobsDirectory, folder.name)
    if (!isBlobFolder(folder)) {
      yield path
      continue
    }
    for await (const file of await opendir(path)) {
      if (!isBlobName(file.name, folder.name) || !file.isFile()) yield join(path, file.name)
    }
  }
}

function isBlobFolder(entry: Dirent): boolean {
  return entry.isDirectory() && folderName.test(entry.name)
}

function isBlobName(name: string, folder: string): boolean {
  return isSha256(name) && name.startsWith(folder)
}
