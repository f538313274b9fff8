import { readFreeBytes } from '../../foundation/files/readFreeBytes.ts'
import type { AsideBlob } from '../../store/blobStore.ts'
import { readBlobStates } from './blobStates.ts'
import type { BlobCount } from './garbageReport.ts'
import { inBatches } from './inBatches.ts'
import { measureIncoming } from './measureIncoming.ts'
import { openReferences } from './openReferences.ts'
import type { ModelUse, StoreStatistics } from './storeStatistics.ts'
import type { UpkeepParts } from './upkeepParts.ts'

const mostModels = 100

/** Counts what is in the store. Reads its listing and the database, no blob. */
export async function readStatistics(parts: UpkeepParts): Promise<StoreStatistics> {
  const { store, database } = parts
  const references = await openReferences(parts)
  const [total, named, unnamed, shared] = [none(), none(), none(), none()]
  const models = new Map<string, ModelUse>()
  const verified: StoreStatistics['verified'] = { blobs: 0, oldestAt: undefined, newestAt: undefined }
  let savedBytes = 0

  for await (const batch of inBatches(store.list(), 500)) {
    const sha256s = batch.map(({ sha256 }) => sha256)
    const names = await references.namesOf(sha256s)
    const states = await readBlobStates(database, sha256s)
    for (const { sha256, size, links } of batch) {
      add(total, size)
      const slugs = names.get(sha256) ?? new Set<string>()
      add(slugs.size > 0 || links > 0 ? named : unnamed, size)
      if (slugs.size > 1) {
        add(shared, size)
        savedBytes += (slugs.size - 1) * size
      }
      for (const slug of slugs) {
        const use = models.get(slug) ?? { slug, blobs: 0, bytes: 0, ownBytes: 0 }
        add(use, size)
        if (slugs.size === 1) use.ownBytes += size
        models.set(slug, use)
      }
      const at = states.get(sha256)?.verified_at
      if (at === undefined || at === null) continue
      verified.blobs++
      verified.oldestAt = Math.min(verified.oldestAt ?? at, at)
      verified.newestAt = Math.max(verified.newestAt ?? at, at)
    }
  }
  return {
    address: store.address,
    total,
    named,
    unnamed,
    shared,
    savedBytes,
    models: [...models.values()].sort((one, other) => other.bytes - one.bytes).slice(0, mostModels),
    modelCount: models.size,
    incoming: await measureIncoming(store.incomingDirectory),
    quarantine: await countAside(store.listAside('quarantine')),
    trash: await countAside(store.listAside('trash')),
    freeBytes: await readFreeBytes(store.incomingDirectory),
    quotaBytes: parts.quotaBytes,
    minFreeBytes: parts.minFreeBytes,
    verified,
    lost: await countLost(parts),
  }
}

async function countLost({ database }: UpkeepParts): Promise<number> {
  const { lost } = await database.kysely
    .selectFrom('blob_state')
    .select(({ fn }) => fn.countAll<number>().as('lost'))
    .where('lost_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return lost
}

async function countAside(blobs: AsyncIterable<AsideBlob>): Promise<BlobCount> {
  const sum = none()
  for await (const { size } of blobs) add(sum, size)
  return sum
}

function none(): BlobCount {
  return { blobs: 0, bytes: 0 }
}

function add(sum: BlobCount, size: number): void {
  sum.blobs++
  sum.bytes += size
}
