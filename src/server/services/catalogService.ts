import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import type { Relation } from '../../catalog/catalog.ts'
import { hardwareDevices } from '../../catalog/fit/hardwareDevices.ts'
import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import type { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { ListHardwareResponseSchema } from '../../gen/weighthouse/v1/model_pb.ts'
import { SuggestResponseSchema } from '../../gen/weighthouse/v1/search_pb.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import { fitFilter } from '../messages/fitMessage.ts'
import { int64 } from '../messages/int64.ts'
import { modelMessage } from '../messages/modelMessage.ts'
import { searchMessage, searchQuery } from '../messages/searchMessage.ts'
import { syncMessage, syncRequest } from '../messages/syncMessage.ts'
import { exportMatches } from './catalog/exportMatches.ts'
import { createRelationMethods } from './catalog/relationMethods.ts'
import { createStatisticsMethods } from './catalog/statisticsMethods.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Finds models in the catalog and tells what is known of them. */
export function createCatalogService(parts: ServiceParts): ServiceImpl<typeof CatalogService> {
  const { weighthouse, wake } = parts
  const { catalog, library, queue, safety, sources } = weighthouse

  return {
    ...createRelationMethods(parts),
    ...createStatisticsMethods(parts),

    async search(request) {
      const query = searchQuery(request)
      const page = await catalog.search(query)
      return searchMessage(page, query, await library.has(page.entries.map(({ slug }) => slug)))
    },

    async suggest({ q, limit }) {
      const suggestions = await catalog.suggest(q, limit === 0 ? undefined : limit)
      return create(SuggestResponseSchema, {
        suggestions: suggestions.map(({ kind, text, slug, count }) => ({
          kind,
          text,
          slug: slug ?? '',
          count: int64(count),
        })),
      })
    },

    export: (request, { signal }) => exportMatches(catalog, request, signal),

    async getModel({ slug, refresh, memory, context }) {
      // A memory that cannot be read is no reason to ask the source first.
      const fit = fitFilter(memory, context)
      if (refresh) await refreshModel(weighthouse, slug)
      const model = await catalog.getModel(slug)
      const shelved = await library.has([model.entry.slug, ...slugsOf(model.parents), ...slugsOf(model.children)])
      const pageUrl = sources.get(model.entry.source)?.pageUrl(model.entry.id) ?? ''
      const found = await safety.readModel(model.entry.slug)
      return modelMessage(model, { pageUrl, shelved, memory: fit, safety: found })
    },

    async listHardware({ query }) {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean)
      const devices = hardwareDevices().filter(({ name, vendor, aliases }) => {
        const text = [vendor, name, ...aliases].join(' ').toLowerCase()
        return words.every((word) => text.includes(word))
      })
      return create(ListHardwareResponseSchema, {
        devices: devices.map(({ name, vendor, kind, memoryBytes, aliases }) => ({
          name,
          vendor,
          kind,
          memoryBytes: memoryBytes.map(int64),
          aliases,
        })),
        total: int64(devices.length),
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
  await catalog.writeRecords(name, [await source.getModel(id)])
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
