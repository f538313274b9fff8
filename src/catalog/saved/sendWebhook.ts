import type { Selectable } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { SavedSearchTable } from '../../database/schema.ts'
import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import type { HttpClient } from '../../foundation/http/httpClient.ts'
import type { Catalog } from '../catalog.ts'
import { readEntriesBySlug } from './readEntriesBySlug.ts'

const mostModels = 100
const timeoutMs = 10_000

/**
 * Tells a search's webhook of the entries that it has not taken yet, at most 100 at once, as
 * `{"search": {id, name, query}, "models": [{slug, source, id, name, author, task, license, downloads, foundAt}]}`.
 * Redirects are not followed. When it fails, the reason is kept and the entries stay to be sent.
 */
export async function sendWebhook(
  { database, catalog, http }: { database: Database; catalog: Pick<Catalog, 'getEntry'>; http: HttpClient },
  search: Selectable<SavedSearchTable>,
): Promise<void> {
  if (search.webhook_url === null) return
  const rows = await database.kysely
    .selectFrom('saved_search_entry')
    .select(['slug', 'found_at'])
    .where('search_id', '=', search.id)
    .where('announced', '=', 0)
    .orderBy('found_at')
    .orderBy('slug')
    .limit(mostModels)
    .execute()
  if (rows.length === 0) return
  const slugs = rows.map(({ slug }) => slug)
  const entries = await readEntriesBySlug(catalog, slugs)
  const models = rows.map(({ slug, found_at }) => {
    const entry = entries.get(slug)
    const { source, id, name, author, task, license, downloads } = entry ?? {}
    return { slug, source, id, name, author, task, license, downloads, foundAt: found_at }
  })
  const failure = await post(http, search.webhook_url, {
    search: { id: search.id, name: search.name, query: search.query },
    models,
  })
  await database.write(async (transaction) => {
    await transaction
      .updateTable('saved_search')
      .set({ webhook_error: failure?.message ?? null })
      .where('id', '=', search.id)
      .execute()
    if (failure) return
    await transaction
      .updateTable('saved_search_entry')
      .set({ announced: 1 })
      .where('search_id', '=', search.id)
      .where('slug', 'in', slugs)
      .execute()
  })
}

async function post(http: HttpClient, url: string, body: unknown): Promise<WeighthouseError | undefined> {
  try {
    const response = await http.request({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      follow: false,
      retries: 1,
      timeoutMs,
    })
    response.body.destroy()
    if (response.status < 300) return undefined
    return new WeighthouseError('SOURCE_ERROR', `The webhook answered ${response.status}, a redirect.`, {
      hint: 'Give the address that it leads to.',
    })
  } catch (error) {
    // A webhook that is down must not stop the others; its owner reads why.
    if (isWeighthouseError(error)) return error
    throw error
  }
}
