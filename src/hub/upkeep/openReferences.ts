import { z } from 'zod'

import type { Database } from '../../database/database.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { Shelves } from './upkeepParts.ts'

/**
 * The one place that knows what names a blob:
 *
 * - an artifact, whatever its status and its commit: a pull that runs, waits or was cut off has written its artifacts
 *   before its first byte, so jobs need no look of their own; what a pull relies on before that is covered by its lease
 *   (storeLeases.ts);
 * - a file of a library model, as metadata.json lists it. models.db is asked, which also remembers a folder whose
 *   metadata.json cannot be read at the moment;
 * - a hard link from outside, which the listing of the store tells (`ListedBlob.links`).
 */
export interface References {
  /** Slugs of the models that name each of these blobs, repos and library models together. Absent for blobs without. */
  namesOf(sha256s: readonly string[]): Promise<Map<string, Set<string>>>
  /**
   * The same without artifacts of old commits: those that are neither the one that is followed nor the one on the shelf.
   * A model that is being pulled, or waits for it, has no old commits.
   */
  currentNamesOf(sha256s: readonly string[]): Promise<Map<string, Set<string>>>
}

/** As it is now: the library is read once, artifacts are asked batch by batch. */
export async function openReferences(parts: { database: Database; shelves: Shelves }): Promise<References> {
  const shelved = new Map<string, string[]>()
  const shelvedCommits = new Set<string>()
  for await (const { slug, commit, storage, files } of parts.shelves.iterate()) {
    if (storage === 'in_place') continue
    shelvedCommits.add(`${slug}@${commit}`)
    for (const { sha256 } of files) {
      if (sha256 === undefined) continue
      const slugs = shelved.get(sha256)
      if (!slugs) shelved.set(sha256, [slug])
      else if (slugs.at(-1) !== slug) slugs.push(slug)
    }
  }
  let pulled: Promise<Set<string>> | undefined

  function namesOnShelves(sha256s: readonly string[]): Map<string, Set<string>> {
    return new Map(
      sha256s.flatMap((sha256) => {
        const slugs = shelved.get(sha256)
        return slugs ? [[sha256, new Set(slugs)] as const] : []
      }),
    )
  }

  async function findNames(sha256s: readonly string[], isName: (row: ArtifactRow) => boolean) {
    const names = namesOnShelves(sha256s)
    for (const row of await readArtifactRows(parts.database, sha256s)) {
      if (row.content_hash === null || !isName(row)) continue
      const slugs = names.get(row.content_hash)
      if (slugs) slugs.add(row.slug)
      else names.set(row.content_hash, new Set([row.slug]))
    }
    return names
  }

  return {
    namesOf: (sha256s) => findNames(sha256s, () => true),
    async currentNamesOf(sha256s) {
      pulled ??= findPulledModels(parts.database)
      const busy = await pulled
      return findNames(
        sha256s,
        ({ slug, artifact_commit: commit, followed }) =>
          followed === null || commit === followed || shelvedCommits.has(`${slug}@${commit}`) || busy.has(slug),
      )
    },
  }
}

interface ArtifactRow {
  content_hash: string | null
  slug: string
  artifact_commit: string
  /** The commit that the repo follows; null before its first sync. */
  followed: string | null
}

async function readArtifactRows(database: Database, sha256s: readonly string[]): Promise<ArtifactRow[]> {
  if (sha256s.length === 0) return []
  return database.kysely
    .selectFrom('model_artifact')
    .innerJoin('model_repo', 'model_repo.id', 'model_artifact.model_repo_id')
    .select(['content_hash', 'slug', 'model_artifact.commit_id as artifact_commit', 'model_repo.commit_id as followed'])
    .distinct()
    .where('content_hash', 'in', sha256s)
    .execute()
}

const pullOf = z.object({ model: z.string() })

/** Slugs of the models whose pull has not ended. */
export async function findPulledModels(database: Database): Promise<Set<string>> {
  const rows = await database.kysely
    .selectFrom('job')
    .select('payload')
    .where('type', '=', 'pull')
    .where('state', 'in', ['pending', 'running', 'paused'])
    .execute()
  return new Set(
    rows.flatMap(({ payload }) => {
      const pull = pullOf.safeParse(parseJson(payload))
      return pull.success ? [pull.data.model.split('@')[0] ?? ''] : []
    }),
  )
}
