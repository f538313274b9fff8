import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import type { Relation } from '../../catalog/catalog.ts'
import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { type CatalogService, SearchResponseSchema, StatisticsSchema } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import { entryMessage } from '../messages/entryMessage.ts'
import { int64, optionalInt64 } from '../messages/int64.ts'
import { ancestryMessage, modelMessage } from '../messages/modelMessage.ts'
import { syncMessage, syncRequest } from '../messages/syncMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Finds models in the catalog and tells what is known of them. */
export function createCatalogService({ weighthouse, wake }: ServiceParts): ServiceImpl<typeof CatalogService> {
  const { catalog, library, queue, sources } = weighthouse

  return {
    async search(request) {
      const page = await catalog.search({
        ...request,
        sort: request.sort === '' ? undefined : request.sort,
        limit: request.limit === 0 ? undefined : request.limit,
        cursor: request.cursor === '' ? undefined : request.cursor,
      })
      const shelved = await library.has(page.entries.map(({ slug }) => slug))
      return create(SearchResponseSchema, {
        entries: page.entries.map((entry) => entryMessage(entry, shelved)),
        total: int64(page.total),
        nextCursor: page.nextCursor ?? '',
        facets: (page.facets ?? []).map(({ field, values }) => ({
          field,
          values: values.map(({ value, count }) => ({ value, count: int64(count) })),
        })),
        tookMs: page.tookMs,
      })
    },

    async getModel({ slug, refresh }) {
      if (refresh) await refreshModel(weighthouse, slug)
      const model = await catalog.getModel(slug)
      const shelved = await library.has([model.entry.slug, ...slugsOf(model.parents), ...slugsOf(model.children)])
      const pageUrl = sources.get(model.entry.source)?.pageUrl(model.entry.id) ?? ''
      return modelMessage(model, pageUrl, shelved)
    },

    async getAncestry({ slug, depth, limit }) {
      const ancestry = await catalog.getAncestry(slug, { depth, limit: limit === 0 ? undefined : limit })
      const { entry, ancestors, descendants } = ancestry
      const shelved = await library.has([entry.slug, ...slugsOf(ancestors), ...slugsOf(descendants)])
      return ancestryMessage(ancestry, shelved)
    },

    async getStatistics() {
      const statistics = await catalog.getStatistics()
      return create(StatisticsSchema, {
        total: int64(statistics.total),
        removed: int64(statistics.removed),
        sources: statistics.sources.map((source) => ({
          source: source.source,
          total: int64(source.total),
          removed: int64(source.removed),
          syncedAt: optionalInt64(source.syncedAt),
          completedAt: optionalInt64(source.completedAt),
        })),
      })
    },

    async syncCatalog(request) {
      const { payload, dedupeKey } = syncRequest(request)
      const job = await queue.enqueue('sync', payload, { dedupeKey })
      wake()
      return syncMessage(job)
    },
  }
}

/** Asks the model's source for its record of today, and keeps it. @throws what the source says */
async function refreshModel({ catalog, sources }: ServiceParts['weighthouse'], slugOrId: string): Promise<void> {
  const { source: name, id } = await findModel(catalog, slugOrId)
  const source = sources.get(name)
  if (!source) {
    throw new WeighthouseError('UNSUPPORTED', `${slugOrId} cannot be asked for again: ${name} is not read.`, {
      hint: 'Leave refresh out to see what the catalog knows.',
    })
  }
  const record = await source.getModel(id)
  await catalog.writeRecords(name, [{ entry: source.toEntry(record), record }])
}

/** The catalog knows the right letter case; a model that it does not have is asked for as it was written. */
async function findModel(catalog: ServiceParts['weighthouse']['catalog'], slugOrId: string) {
  try {
    return await catalog.getEntry(slugOrId)
  } catch (error) {
    if (!isWeighthouseError(error, 'MODEL_NOT_FOUND')) throw error
    return parseModelReference(slugOrId)
  }
}

function slugsOf(relations: readonly Relation[]): string[] {
  return relations.flatMap(({ entry }) => (entry ? [entry.slug] : []))
}
