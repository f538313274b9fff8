import { randomUUID } from 'node:crypto'

import type { Selectable, Transaction } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { CollectionTable, Tables } from '../../database/schema.ts'
import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { type Clock, systemClock } from '../../foundation/time.ts'
import type { Catalog } from '../catalog.ts'
import { checkName } from './checkName.ts'
import { readEntriesBySlug } from './readEntriesBySlug.ts'
import type { Collection, Collections, CollectionWithModels } from './saved.ts'

export function createCollections(parts: {
  database: Database
  catalog: Pick<Catalog, 'getEntry'>
  clock?: Clock | undefined
}): Collections {
  const { database, catalog, clock = systemClock } = parts
  const { kysely } = database

  async function read(id: string): Promise<Collection> {
    const row = await kysely.selectFrom('collection').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw notFound(id)
    const { total } = await kysely
      .selectFrom('collection_model')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('collection_id', '=', id)
      .executeTakeFirstOrThrow()
    return toCollection(row, total)
  }

  async function readWhole(id: string): Promise<CollectionWithModels> {
    const collection = await read(id)
    const rows = await kysely
      .selectFrom('collection_model')
      .selectAll()
      .where('collection_id', '=', id)
      .orderBy('added_at')
      .orderBy('slug')
      .execute()
    const entries = await readEntriesBySlug(
      catalog,
      rows.map(({ slug }) => slug),
    )
    return {
      ...collection,
      models: rows.map((row) => ({
        slug: row.slug,
        entry: entries.get(row.slug),
        note: row.note,
        addedAt: row.added_at,
      })),
    }
  }

  /** Changes what a collection holds, and when it was last changed. */
  async function change(id: string, work: (transaction: Transaction<Tables>) => Promise<void>): Promise<void> {
    await database.write(async (transaction) => {
      const row = await transaction.selectFrom('collection').select('id').where('id', '=', id).executeTakeFirst()
      if (!row) throw notFound(id)
      await work(transaction)
      await transaction.updateTable('collection').set({ updated_at: clock() }).where('id', '=', id).execute()
    })
  }

  return {
    async create(name) {
      const now = clock()
      const row = { id: randomUUID(), name: checkName(name), created_at: now, updated_at: now }
      await database.write(async (transaction) => {
        await refuseTaken(transaction, row.name)
        await transaction.insertInto('collection').values(row).execute()
      })
      return toCollection(row, 0)
    },

    async list() {
      const rows = await kysely
        .selectFrom('collection')
        .leftJoin('collection_model', 'collection_model.collection_id', 'collection.id')
        .select(['id', 'name', 'created_at', 'updated_at'])
        .select(({ fn }) => fn.count<number>('collection_model.slug').as('total'))
        .groupBy(['id', 'name', 'created_at', 'updated_at'])
        .execute()
      return rows.map((row) => toCollection(row, row.total)).toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    },

    get: readWhole,

    async rename(id, name) {
      const wanted = checkName(name)
      await change(id, async (transaction) => {
        await refuseTaken(transaction, wanted, id)
        await transaction.updateTable('collection').set({ name: wanted }).where('id', '=', id).execute()
      })
      return read(id)
    },

    async remove(id) {
      const collection = await read(id)
      await database.write((transaction) => transaction.deleteFrom('collection').where('id', '=', id).execute())
      return collection
    },

    async add(id, slugOrId, note) {
      const { slug } = await catalog.getEntry(slugOrId)
      await change(id, async (transaction) => {
        await transaction
          .insertInto('collection_model')
          .values({ collection_id: id, slug, note: note ?? '', added_at: clock() })
          .onConflict((conflict) =>
            note === undefined
              ? conflict.columns(['collection_id', 'slug']).doNothing()
              : conflict.columns(['collection_id', 'slug']).doUpdateSet({ note }),
          )
          .execute()
      })
      return readWhole(id)
    },

    async removeModel(id, slugOrId) {
      const slug = await slugOf(catalog, slugOrId)
      await change(id, async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('collection_model')
          .where('collection_id', '=', id)
          .where('slug', '=', slug)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) {
          throw new WeighthouseError('MODEL_NOT_FOUND', `The collection does not have ${slugOrId}.`)
        }
      })
      return readWhole(id)
    },
  }
}

/** A model that left the catalog can still be taken out, by its slug. */
async function slugOf(catalog: Pick<Catalog, 'getEntry'>, slugOrId: string): Promise<string> {
  try {
    return (await catalog.getEntry(slugOrId)).slug
  } catch (error) {
    if (isWeighthouseError(error, 'MODEL_NOT_FOUND') || isWeighthouseError(error, 'INVALID_ARGUMENT')) return slugOrId
    throw error
  }
}

async function refuseTaken(transaction: Transaction<Tables>, name: string, except?: string): Promise<void> {
  const rows = await transaction.selectFrom('collection').select(['id', 'name']).execute()
  if (rows.some((row) => row.id !== except && row.name.toLowerCase() === name.toLowerCase())) {
    throw new WeighthouseError('CONFLICT', `There is a collection named ${JSON.stringify(name)} already.`, {
      hint: 'Take another name.',
    })
  }
}

function toCollection(row: Selectable<CollectionTable>, modelsTotal: number): Collection {
  return { id: row.id, name: row.name, modelsTotal, createdAt: row.created_at, updatedAt: row.updated_at }
}

function notFound(id: string): WeighthouseError {
  return new WeighthouseError('NOT_FOUND', `There is no collection ${JSON.stringify(id)}.`, {
    hint: 'List them: weighthouse collection list',
  })
}
