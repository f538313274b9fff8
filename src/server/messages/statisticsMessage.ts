import { create, type MessageInitShape } from '@bufbuild/protobuf'

import type { AuthorStatistics, CatalogEntry, CatalogStatistics } from '../../catalog/catalog.ts'
import {
  type AuthorStatisticsSchema,
  type Statistics as StatisticsMessage,
  StatisticsSchema,
} from '../../gen/weighthouse/v1/statistics_pb.ts'
import { entryMessage } from './entryMessage.ts'
import { facetMessage } from './facetMessage.ts'
import { int64, optionalInt64 } from './int64.ts'

/** Totals, distributions and tops of the catalog, as the API tells them. */
export function statisticsMessage(statistics: CatalogStatistics, shelved: ReadonlySet<string>): StatisticsMessage {
  return create(StatisticsSchema, {
    total: int64(statistics.total),
    removed: int64(statistics.removed),
    sources: statistics.sources.map(({ source, total, removed, syncedAt, completedAt }) => ({
      source,
      total: int64(total),
      removed: int64(removed),
      syncedAt: optionalInt64(syncedAt),
      completedAt: optionalInt64(completedAt),
    })),
    facets: statistics.facets.map(facetMessage),
    distributions: statistics.distributions.map(({ field, source, buckets, unknown }) => ({
      field,
      source,
      buckets: buckets.map(({ from, to, count }) => ({ from, to, count: int64(count) })),
      unknown: int64(unknown),
    })),
    tops: statistics.tops.map(({ name, source, entries }) => ({
      name,
      source,
      entries: entries.map((entry) => entryMessage(entry, shelved)),
    })),
    authors: statistics.authors.map(authorStatistics),
    families: statistics.families.map(({ entry, descendants, children }) => ({
      entry: entryMessage(entry, shelved),
      descendants: int64(descendants),
      children: int64(children),
    })),
    licenseByTask: statistics.licenseByTask.map(({ task, count, licenses }) => ({
      task,
      count: int64(count),
      licenses: licenses.map(({ license, count }) => ({ license, count: int64(count) })),
    })),
    definitions: statistics.definitions,
  })
}

/** Every entry that statistics show. */
export function entriesOfStatistics({ tops, families }: CatalogStatistics): CatalogEntry[] {
  return [...tops.flatMap(({ entries }) => entries), ...families.map(({ entry }) => entry)]
}

export function authorStatistics({
  source,
  author,
  models,
  downloads,
  likes,
  derivatives,
}: AuthorStatistics): MessageInitShape<typeof AuthorStatisticsSchema> {
  return {
    source,
    author,
    models: int64(models),
    downloads: int64(downloads),
    likes: int64(likes),
    derivatives: int64(derivatives),
  }
}
