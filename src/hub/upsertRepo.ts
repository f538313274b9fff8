import { randomUUID } from 'node:crypto'

import type { Transaction } from 'kysely'

import type { Tables } from '../database/schema.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { ModelKey } from '../ids/slug.ts'

/** Makes the repo's row unless it is there; returns its id. Runs inside the caller's write. */
export async function upsertRepo(
  transaction: Transaction<Tables>,
  model: ModelKey & { slug: string },
  now: UtcMilliseconds,
): Promise<string> {
  const known = await transaction
    .selectFrom('model_repo')
    .select('id')
    .where('slug', '=', model.slug)
    .executeTakeFirst()
  if (known) return known.id
  const id = randomUUID()
  const { vendor, name } = await nameModel(transaction, model)
  await transaction
    .insertInto('model_repo')
    .values({
      id,
      slug: model.slug,
      source: model.source,
      repo_id: model.id,
      vendor,
      name,
      status: 'registered',
      created_at: now,
      updated_at: now,
    })
    .execute()
  return id
}

/** An id with a slash names both; for a number the catalog is asked. */
async function nameModel(transaction: Transaction<Tables>, { source, id }: ModelKey) {
  const slash = id.indexOf('/')
  if (slash >= 0) return { vendor: id.slice(0, slash), name: id.slice(slash + 1) }
  if (source !== 'civitai') return { vendor: '', name: id }
  const entry = await transaction
    .selectFrom('models')
    .select(['author', 'name'])
    // A number has no letters, so this is the index's own form of it.
    .where(({ fn }) => fn<string>('lower', ['source_id']), '=', id)
    .where('source', '=', source)
    .executeTakeFirst()
  return { vendor: entry?.author ?? source, name: entry?.name ?? id }
}
