import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import { toSearchQuery } from '../../../catalog/search/toSearchQuery.ts'
import { growthFields, type TrendPage, type TrendQuery } from '../../../catalog/trends/trends.ts'
import { WeighthouseError } from '../../../foundation/errors.ts'
import type { CatalogService } from '../../../gen/weighthouse/v1/catalog_pb.ts'
import { type SearchRequest, SearchRequestSchema } from '../../../gen/weighthouse/v1/search_pb.ts'
import { AuthorSchema } from '../../../gen/weighthouse/v1/statistics_pb.ts'
import { entryMessage } from '../../messages/entryMessage.ts'
import { jobMessage } from '../../messages/jobMessage.ts'
import { searchText } from '../../messages/searchMessage.ts'
import { authorStatistics, entriesOfStatistics, statisticsMessage } from '../../messages/statisticsMessage.ts'
import { growthMessage, trendMessage } from '../../messages/trendMessage.ts'
import type { ServiceParts } from '../serviceParts.ts'

type StatisticsMethods = Pick<
  ServiceImpl<typeof CatalogService>,
  'getStatistics' | 'getAuthor' | 'listTrending' | 'getGrowth' | 'takeSnapshot'
>

const defaultAuthorModels = 20

/** Totals of the catalog, and how they change from day to day. */
export function createStatisticsMethods({ weighthouse, wake }: ServiceParts): StatisticsMethods {
  const { catalog, library, queue, trends } = weighthouse

  async function listBySource({ filter, limit, cursor }: TrendQuery): Promise<TrendPage> {
    const page = await catalog.search({ ...filter, sort: 'trending', limit, cursor })
    return {
      models: page.entries.map((entry) => ({
        entry,
        score: entry.trendingScore,
        downloadsGained: undefined,
        likesGained: undefined,
        days: 0,
      })),
      total: page.total,
      nextCursor: page.nextCursor,
      formula: 'The score of the source, whose formula it does not publish.',
      snapshots: 0,
    }
  }

  return {
    async getStatistics() {
      const statistics = await catalog.getStatistics()
      return statisticsMessage(statistics, await library.has(entriesOfStatistics(statistics).map(({ slug }) => slug)))
    },

    async getAuthor({ author, limit }) {
      const statistics = await catalog.getAuthor(author)
      const [first] = statistics
      if (!first) {
        throw new WeighthouseError('NOT_FOUND', `The catalog has no model of the author ${JSON.stringify(author)}.`, {
          hint: 'Search for a part of the name.',
          details: { author },
        })
      }
      const tops = await Promise.all(
        statistics.map(async ({ source, author }) => {
          const query = { source: [source], author: [author], limit: limit || defaultAuthorModels }
          return { source, entries: (await catalog.search({ ...query, sort: 'downloads' })).entries }
        }),
      )
      const shelved = await library.has(tops.flatMap(({ entries }) => entries.map(({ slug }) => slug)))
      return create(AuthorSchema, {
        author: first.author,
        statistics: statistics.map(authorStatistics),
        tops: tops.map(({ source, entries }) => ({
          name: 'downloads',
          source,
          entries: entries.map((entry) => entryMessage(entry, shelved)),
        })),
      })
    },

    async listTrending({ kind, search }) {
      const query = trendQuery(search ?? create(SearchRequestSchema))
      const page =
        kind === 'source'
          ? await listBySource(query)
          : kind === 'new'
            ? await trends.listNew(query)
            : await trends.listRising(query)
      return trendMessage(page, await library.has(page.models.map(({ entry }) => entry.slug)))
    },

    async getGrowth({ by, value, days, limit }) {
      const field = growthFields.find((name) => name === by)
      if (!field) throw new Error(`${by} passed its validation`)
      return growthMessage(
        await trends.growthOf({
          by: field,
          value: value || undefined,
          days: days || undefined,
          limit: limit || undefined,
        }),
      )
    },

    async takeSnapshot() {
      const job = await queue.enqueue('snapshot', {}, { dedupeKey: 'snapshot' })
      wake()
      return jobMessage(job)
    },
  }
}

function trendQuery(search: SearchRequest): TrendQuery {
  if (search.sort !== '' || search.facets || search.facet.length > 0) {
    throw new WeighthouseError('INVALID_ARGUMENT', 'This list has an order of its own, and no facets.', {
      hint: 'Leave out sort, facets and facet.',
      details: { field: 'search' },
    })
  }
  const filter = toSearchQuery(searchText(search))
  return { filter, limit: search.limit || undefined, cursor: search.cursor || undefined }
}
