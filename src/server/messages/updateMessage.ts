import { create } from '@bufbuild/protobuf'

import { type CheckUpdatesResponse, CheckUpdatesResponseSchema } from '../../gen/weighthouse/v1/order_pb.ts'
import type { UpdateReport } from '../../order/updates/updates.ts'
import { int64, optionalInt64 } from './int64.ts'

/** What sources have newer, as the API tells it. */
export function updatesMessage({ updates, total, current, problems }: UpdateReport): CheckUpdatesResponse {
  return create(CheckUpdatesResponseSchema, {
    updates: updates.map(({ publishedAt, asOf, files, ...update }) => ({
      ...update,
      publishedAt: optionalInt64(publishedAt),
      asOf: int64(asOf),
      files: files.map(({ path, change, size = 0 }) => ({ path, change, size: int64(size) })),
    })),
    total: int64(total),
    current: int64(current),
    problems,
  })
}
