import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { BlobStore } from '../../src/store/blobStore.ts'
import type { StoreAddress } from './blobStoreContract.ts'

// Commits blobs that follow from a seed, one after the other, and prints each sha256 once it is in the store.
// Started by blobStoreContract.ts, which also kills it.
const [address = '', seed = '', count = ''] = process.argv.slice(2)
const store = await openStore(JSON.parse(address) as StoreAddress)
for (let index = 0; index < Number(count); index++) {
  const bytes = Buffer.alloc(256 * 1024, `${seed}.${index};`)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const path = join(store.incomingDirectory, randomUUID())
  await writeFile(path, bytes)
  await store.commitFile(path, { sha256, size: bytes.length })
  process.stdout.write(`${sha256}\n`)
}

async function openStore({ module, factory, options }: StoreAddress): Promise<BlobStore> {
  const exports = (await import(module)) as Record<string, (options: unknown) => Promise<BlobStore>>
  const create = exports[factory]
  if (!create) throw new Error(`${module} has no ${factory}`)
  return create(options)
}
