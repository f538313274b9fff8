import { randomUUID } from 'node:crypto'

import type { Selectable } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { SavedSearchTable } from '../../database/schema.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { HttpClient } from '../../foundation/http/httpClient.ts'
import { type Clock, systemClock } from '../../foundation/time.ts'
import type { Catalog } from '../catalog.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { formatSearchText, parseSearchText } from '../search/searchText.ts'
import { packKeys } from '../write/packKeys.ts'
import { checkName } from './checkName.ts'
import { checkWebhookUrl } from './checkWebhookUrl.ts'
import { findNews, matchKeys } from './findNews.ts'
import { readEntriesBySlug } from './readEntriesBySlug.ts'
import type { SavedSearch, SavedSearches } from './saved.ts'
import { sendWebhook } from './sendWebhook.ts'

const defaultEntries = 100

export interface SavedSearchParts {
  database: Database
  index: SearchIndex
  catalog: Pick<Catalog, 'getEntry'>
  http: HttpClient
  clock?: Clock | undefined
}

export function createSavedSearches(parts: SavedSearchParts): SavedSearches {
  const { database, index, catalog, clock = systemClock } = parts
  const { kysely } = database

  async function readRow(id: string): Promise<Selectable<SavedSearchTable>> {
    const row = await kysely.selectFrom('saved_search').selectAll().where('id', '=', id).executeTakeFirst()
    if (row) return row
    throw new WeighthouseError('NOT_FOUND', `There is no saved search ${JSON.stringify(id)}.`, {
      hint: 'List them: weighthouse saved list',
    })
  }

  async function read(id: string): Promise<SavedSearch> {
    return toSavedSearch(await readRow(id), await countUnseen(database, id))
  }

  async function check(id: string): Promise<SavedSearch> {
    await findNews({ database, index }, await readRow(id), clock())
    await sendWebhook(parts, await readRow(id))
    return read(id)
  }

  return {
    async create({ name, query, webhookUrl }) {
      const search = parseSearchText(query)
      const known = await matchKeys(index, search)
      const row = {
        id: randomUUID(),
        name: checkName(name),
        query: formatSearchText(search),
        webhook_url: webhookUrl === undefined ? null : checkWebhookUrl(webhookUrl),
        created_at: clock(),
        checked_at: null,
        webhook_error: null,
        known_keys: packKeys(known),
      }
      await database.write(async (transaction) => {
        const rows = await transaction.selectFrom('saved_search').select('name').execute()
        if (rows.some((other) => other.name.toLowerCase() === row.name.toLowerCase())) {
          throw new WeighthouseError('CONFLICT', `There is a saved search ${JSON.stringify(row.name)} already.`, {
            hint: 'Take another name.',
          })
        }
        await transaction.insertInto('saved_search').values(row).execute()
      })
      return toSavedSearch(row, 0)
    },

    async list() {
      const rows = await kysely.selectFrom('saved_search').selectAll().execute()
      const searches = await Promise.all(
        rows.map(async (row) => toSavedSearch(row, await countUnseen(database, row.id))),
      )
      return searches.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    },

    get: read,

    async remove(id) {
      const search = await read(id)
      await database.write((transaction) => transaction.deleteFrom('saved_search').where('id', '=', id).execute())
      return search
    },

    check,

    async checkAll(signal) {
      const rows = await kysely.selectFrom('saved_search').select('id').orderBy('id').execute()
      let found = 0
      for (const { id } of rows) {
        signal?.throwIfAborted()
        const before = await countUnseen(database, id)
        found += (await check(id)).unseen - before
      }
      return { checked: rows.length, found }
    },

    async markSeen(id) {
      await readRow(id)
      await database.write((transaction) =>
        transaction.updateTable('saved_search_entry').set({ seen: 1 }).where('search_id', '=', id).execute(),
      )
      return read(id)
    },

    async entriesOf(id, limit = defaultEntries) {
      await readRow(id)
      const rows = await kysely
        .selectFrom('saved_search_entry')
        .selectAll()
        .where('search_id', '=', id)
        .orderBy('found_at', 'desc')
        .orderBy('slug')
        .limit(limit)
        .execute()
      const { total } = await kysely
        .selectFrom('saved_search_entry')
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .where('search_id', '=', id)
        .executeTakeFirstOrThrow()
      const entries = await readEntriesBySlug(
        catalog,
        rows.map(({ slug }) => slug),
      )
      return {
        entries: rows.map(({ slug, found_at, seen }) => ({
          slug,
          entry: entries.get(slug),
          foundAt: found_at,
          unseen: seen === 0,
        })),
        total: total,
      }
    },
  }
}

async function countUnseen({ kysely }: Database, id: string): Promise<number> {
  const { total } = await kysely
    .selectFrom('saved_search_entry')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('search_id', '=', id)
    .where('seen', '=', 0)
    .executeTakeFirstOrThrow()
  return total
}

function toSavedSearch(row: Selectable<SavedSearchTable>, unseen: number): SavedSearch {
  return {
    id: row.id,
    name: row.name,
    query: row.query,
    webhookUrl: row.webhook_url ?? undefined,
    createdAt: row.created_at,
    checkedAt: row.checked_at ?? undefined,
    unseen,
    webhookError: row.webhook_error ?? undefined,
  }
}
