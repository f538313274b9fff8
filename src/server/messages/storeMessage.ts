import { create } from '@bufbuild/protobuf'

import {
  type GarbageReport as GarbageReportMessage,
  GarbageReportSchema,
  type StoreStatistics as StoreStatisticsMessage,
  StoreStatisticsSchema,
} from '../../gen/weighthouse/v1/store_pb.ts'
import type { BlobCount, GarbageReport } from '../../hub/upkeep/garbageReport.ts'
import type { StoreStatistics } from '../../hub/upkeep/storeStatistics.ts'
import { int64, optionalInt64 } from './int64.ts'

/** What the store holds, as the API tells it. */
export function storeStatisticsMessage(statistics: StoreStatistics): StoreStatisticsMessage {
  const { incoming, verified } = statistics
  return create(StoreStatisticsSchema, {
    address: statistics.address,
    total: countMessage(statistics.total),
    named: countMessage(statistics.named),
    unnamed: countMessage(statistics.unnamed),
    shared: countMessage(statistics.shared),
    savedBytes: int64(statistics.savedBytes),
    models: statistics.models.map(({ slug, ownBytes, ...use }) => ({
      slug,
      ...countMessage(use),
      ownBytes: int64(ownBytes),
    })),
    modelCount: int64(statistics.modelCount),
    incomingFiles: int64(incoming.files),
    incomingBytes: int64(incoming.bytes),
    quarantine: countMessage(statistics.quarantine),
    trash: countMessage(statistics.trash),
    freeBytes: int64(statistics.freeBytes),
    quotaBytes: optionalInt64(statistics.quotaBytes),
    minFreeBytes: int64(statistics.minFreeBytes),
    verifiedBlobs: int64(verified.blobs),
    oldestVerifiedAt: optionalInt64(verified.oldestAt),
    newestVerifiedAt: optionalInt64(verified.newestAt),
    lostBlobs: int64(statistics.lost),
  })
}

/** What a dry run of gc has counted. */
export function garbageMessage(report: GarbageReport): GarbageReportMessage {
  return create(GarbageReportSchema, {
    removed: countMessage(report.removed),
    models: report.byRepo.map(({ slug, ...count }) => ({ slug: slug ?? '', ...countMessage(count) })),
    waiting: countMessage(report.waiting),
    nextAt: optionalInt64(report.nextAt),
    kept: countMessage(report.kept),
  })
}

function countMessage({ blobs, bytes }: BlobCount) {
  return { blobs: int64(blobs), bytes: int64(bytes) }
}
