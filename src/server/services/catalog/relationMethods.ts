import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import type { DerivativesOptions } from '../../../catalog/ancestry/listDerivatives.ts'
import type { CatalogEntry } from '../../../catalog/catalog.ts'
import { type ListDerivativesRequest, ListDerivativesResponseSchema } from '../../../gen/weighthouse/v1/ancestry_pb.ts'
import type { CatalogService } from '../../../gen/weighthouse/v1/catalog_pb.ts'
import { FindSimilarResponseSchema } from '../../../gen/weighthouse/v1/model_pb.ts'
import { ancestryMessage, pathMessage } from '../../messages/ancestryMessage.ts'
import { comparisonMessage } from '../../messages/comparisonMessage.ts'
import { entryMessage } from '../../messages/entryMessage.ts'
import { int64 } from '../../messages/int64.ts'
import type { ServiceParts } from '../serviceParts.ts'

/** Which part of the list a request asks for. */
export function derivativesOptions({ limit, cursor, since }: ListDerivativesRequest): DerivativesOptions {
  return {
    limit: limit || undefined,
    cursor: cursor || undefined,
    since: since === undefined ? undefined : Number(since),
  }
}

type RelationMethods = Pick<
  ServiceImpl<typeof CatalogService>,
  'getAncestry' | 'findPath' | 'listDerivatives' | 'findSimilar' | 'compare'
>

/** How models are related to each other, and what they share. */
export function createRelationMethods({ weighthouse: { catalog, library } }: ServiceParts): RelationMethods {
  /** Which of these are in the library. */
  const shelve = (entries: readonly (CatalogEntry | undefined)[]) =>
    library.has(entries.flatMap((entry) => (entry ? [entry.slug] : [])))

  return {
    async getAncestry({ slug, depth, limit, top }) {
      const ancestry = await catalog.getAncestry(slug, { depth, limit: limit || undefined, top: top || undefined })
      const { entry, ancestors, descendants } = ancestry
      return ancestryMessage(
        ancestry,
        await shelve([entry, ...[...ancestors, ...descendants].map(({ entry }) => entry)]),
      )
    },

    async findPath({ slug, to }) {
      const steps = await catalog.findPath(slug, to)
      return pathMessage(steps, await shelve(steps.map(({ entry }) => entry)))
    },

    async listDerivatives(request) {
      const { entries, total, nextCursor } = await catalog.listDerivatives(request.slug, derivativesOptions(request))
      const shelved = await shelve(entries)
      return create(ListDerivativesResponseSchema, {
        entries: entries.map((entry) => entryMessage(entry, shelved)),
        total: int64(total),
        nextCursor: nextCursor ?? '',
      })
    },

    async findSimilar({ slug, limit }) {
      const models = await catalog.findSimilar(slug, limit || undefined)
      const shelved = await shelve(models.map(({ entry }) => entry))
      return create(FindSimilarResponseSchema, {
        models: models.map(({ entry, score, reasons }) => ({ entry: entryMessage(entry, shelved), score, reasons })),
      })
    },

    async compare({ slug }) {
      const comparison = await catalog.compare(slug)
      return comparisonMessage(comparison, await shelve(comparison.entries))
    },
  }
}
