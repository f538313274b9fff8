import type { BlobInfo } from '../../store/blobStore.ts'
import { readBlobStates } from './blobStates.ts'
import { inBatches } from './inBatches.ts'
import type { UpkeepParts } from './upkeepParts.ts'
import type { VerifyOptions } from './verifyReport.ts'

/** Blobs to read, and those that were read already since the look began. */
export interface ToVerify {
  wanted: BlobInfo[]
  skipped: BlobInfo[]
}

/** Chooses the blobs of a look at the store, those whose last look is longest ago first. */
export async function listToVerify(
  parts: UpkeepParts,
  { since, sample = 1, slug, signal }: VerifyOptions & { since: number },
): Promise<ToVerify> {
  const found: (BlobInfo & { verifiedAt: number })[] = []
  for await (const batch of inBatches(listBlobs(parts, slug), 500)) {
    signal?.throwIfAborted()
    const states = await readBlobStates(
      parts.database,
      batch.map(({ sha256 }) => sha256),
    )
    for (const { sha256, size } of batch) {
      found.push({ sha256, size, verifiedAt: states.get(sha256)?.verified_at ?? 0 })
    }
  }
  found.sort((one, other) => one.verifiedAt - other.verifiedAt)
  const skipped = found.filter(({ verifiedAt }) => verifiedAt >= since)
  const left = found.filter(({ verifiedAt }) => verifiedAt < since)
  return { wanted: left.slice(0, Math.max(0, Math.ceil(found.length * sample) - skipped.length)), skipped }
}

async function* listBlobs(parts: UpkeepParts, slug: string | undefined): AsyncGenerator<BlobInfo> {
  if (slug === undefined) {
    yield* parts.store.list()
    return
  }
  for (const sha256 of await listNamed(parts, slug)) {
    const blob = await parts.store.stat(sha256)
    if (blob) yield blob
  }
}

/** What the artifacts and the library model of a slug name. */
async function listNamed({ database, shelves }: UpkeepParts, slug: string): Promise<Set<string>> {
  const rows = await database.kysely
    .selectFrom('model_artifact')
    .innerJoin('model_repo', 'model_repo.id', 'model_artifact.model_repo_id')
    .select('content_hash')
    .distinct()
    .where('slug', '=', slug)
    .where('content_hash', 'is not', null)
    .execute()
  const named = new Set(rows.flatMap(({ content_hash: sha256 }) => (sha256 === null ? [] : [sha256])))
  for await (const model of shelves.iterate()) {
    if (model.slug !== slug || model.storage === 'in_place') continue
    for (const { sha256 } of model.files) if (sha256 !== undefined) named.add(sha256)
  }
  return named
}
