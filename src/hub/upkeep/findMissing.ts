import { mapConcurrently } from '../mapConcurrently.ts'
import { forgetLost, writeFound, writeLost } from './blobStates.ts'
import { readArtifactNames } from './readArtifactNames.ts'
import { readNames } from './readNames.ts'
import type { UpkeepParts } from './upkeepParts.ts'
import type { ArtifactName, Finding, VerifyOptions } from './verifyReport.ts'

const batchSize = 500
const statsAtOnce = 16

/**
 * Blobs that somebody needs and that are not here: those that were found lost before and not fetched since, and those of
 * which an artifact says that they are here; the latter become `failed`.
 */
export async function* findMissing(
  parts: UpkeepParts,
  options: Pick<VerifyOptions, 'slug' | 'signal'>,
): AsyncGenerator<Finding, void, undefined> {
  yield* findLost(parts, options)
  yield* findClaimed(parts, options)
}

async function* findLost(
  { database, store, shelves }: UpkeepParts,
  { slug, signal }: Pick<VerifyOptions, 'slug' | 'signal'>,
): AsyncGenerator<Finding, void, undefined> {
  const rows = await database.kysely
    .selectFrom('blob_state')
    .select(['sha256', 'lost_at'])
    .where('lost_at', 'is not', null)
    .execute()
  for (const { sha256, lost_at: lostAt } of rows) {
    signal?.throwIfAborted()
    const names = await readNames({ database, shelves }, sha256)
    if (await store.stat(sha256)) {
      await writeFound(database, sha256, store.localPath(sha256))
      continue
    }
    if (names.length === 0) {
      await forgetLost(database, sha256)
      continue
    }
    if (slug !== undefined && !names.some((name) => name.slug === slug)) continue
    const when = new Date(lostAt ?? 0).toISOString().slice(0, 10)
    yield missing(sha256, undefined, names, `it was found damaged or missing on ${when} and not fetched since`)
  }
}

async function* findClaimed(
  { database, store, clock }: UpkeepParts,
  { slug, signal }: Pick<VerifyOptions, 'slug' | 'signal'>,
): AsyncGenerator<Finding, void, undefined> {
  for (let after = ''; ;) {
    signal?.throwIfAborted()
    let query = database.kysely
      .selectFrom('model_artifact')
      .innerJoin('model_repo', 'model_repo.id', 'model_artifact.model_repo_id')
      .select(({ fn }) => ['content_hash', fn.max('size_bytes').as('size')])
      .where('content_hash', '>', after)
      .where('download_status', '=', 'completed')
      .groupBy('content_hash')
      .orderBy('content_hash')
      .limit(batchSize)
    if (slug !== undefined) query = query.where('slug', '=', slug)
    const rows = await query.execute()
    const claimed = rows.flatMap(({ content_hash: sha256, size }) => (sha256 === null ? [] : [{ sha256, size }]))
    const there = await mapConcurrently(claimed, statsAtOnce, async ({ sha256 }) => await store.stat(sha256))
    for (const [index, { sha256, size }] of claimed.entries()) {
      if (there[index]) continue
      const names = await readArtifactNames(database, sha256)
      await writeLost(database, sha256, clock())
      yield missing(sha256, size ?? undefined, names, 'it is not in the store')
    }
    after = claimed.at(-1)?.sha256 ?? ''
    if (rows.length < batchSize) return
  }
}

function missing(sha256: string, size: number | undefined, names: ArtifactName[], reason: string): Finding {
  return { sha256, kind: 'missing', reason, size, place: undefined, names, repaired: false }
}
