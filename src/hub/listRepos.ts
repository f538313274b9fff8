import { z } from 'zod'

import type { Database } from '../database/database.ts'
import { decodeCursor, encodeCursor } from '../foundation/cursor.ts'
import { toRepo } from './readRepo.ts'
import type { Repo } from './repo.ts'

export interface RepoPage {
  /** In the order of their slugs, without their files. */
  repos: Repo[]
  /** Of all followed models. */
  total: number
  /** Where the next page starts; undefined after the last. */
  nextCursor: string | undefined
}

/**
 * One page of the models that the hub follows. The cursor is the last slug of the page before, so pages stay right
 * while models come and go.
 *
 * @throws WeighthouseError INVALID_ARGUMENT for a cursor that is none
 */
export async function listRepos(
  database: Database,
  options: { limit?: number | undefined; cursor?: string | undefined } = {},
): Promise<RepoPage> {
  const limit = Math.min(Math.max(Math.trunc(options.limit ?? 50), 1), 1000)
  let query = database.kysely
    .selectFrom('model_repo')
    .selectAll()
    .orderBy('slug')
    .limit(limit + 1)
  if (options.cursor !== undefined) query = query.where('slug', '>', decodeCursor(options.cursor, z.string()))
  const rows = await query.execute()
  const { total } = await database.kysely
    .selectFrom('model_repo')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    repos: page.map(toRepo),
    total,
    nextCursor: last && encodeCursor(last.slug),
  }
}
