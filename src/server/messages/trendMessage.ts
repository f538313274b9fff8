import { create } from '@bufbuild/protobuf'

import type { GrowthSeries, TrendPage } from '../../catalog/trends/trends.ts'
import {
  type GetGrowthResponse,
  GetGrowthResponseSchema,
  type ListTrendingResponse,
  ListTrendingResponseSchema,
} from '../../gen/weighthouse/v1/trend_pb.ts'
import { entryMessage } from './entryMessage.ts'
import { int64, optionalInt64 } from './int64.ts'

/** One page of what rises or is new, as the API tells it. */
export function trendMessage(page: TrendPage, shelved: ReadonlySet<string>): ListTrendingResponse {
  return create(ListTrendingResponseSchema, {
    models: page.models.map(({ entry, score, downloadsGained, likesGained, days }) => ({
      entry: entryMessage(entry, shelved),
      score,
      downloadsGained: optionalInt64(downloadsGained),
      likesGained: optionalInt64(likesGained),
      days,
    })),
    total: int64(page.total),
    nextCursor: page.nextCursor ?? '',
    formula: page.formula,
    snapshots: page.snapshots,
  })
}

export function growthMessage(series: readonly GrowthSeries[]): GetGrowthResponse {
  return create(GetGrowthResponseSchema, {
    series: series.map(({ by, value, source, days }) => ({
      by,
      value,
      source,
      days: days.map(({ day, models, downloads, likes }) => ({
        day: int64(day),
        models: int64(models),
        downloads: int64(downloads),
        likes: int64(likes),
      })),
    })),
  })
}
