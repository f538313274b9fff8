import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import { CollectGarbageResponseSchema, type StoreService } from '../../gen/weighthouse/v1/store_pb.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import { garbageMessage, storeStatisticsMessage } from '../messages/storeMessage.ts'
import { gcRequest, verifyRequest } from '../messages/storeRequests.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Looks after the store. */
export function createStoreService({ weighthouse, wake }: ServiceParts): ServiceImpl<typeof StoreService> {
  const { queue, upkeep } = weighthouse

  return {
    getStoreStatistics: async () => storeStatisticsMessage(await upkeep.readStatistics()),
    async collectGarbage({ dryRun, graceMs, oldCommits, force }) {
      const options = { graceMs: graceMs === undefined ? undefined : Number(graceMs), oldCommits, force }
      const { payload, dedupeKey } = gcRequest(options)
      if (dryRun) {
        const report = await upkeep.collectGarbage({ ...options, dryRun })
        return create(CollectGarbageResponseSchema, { report: garbageMessage(report) })
      }
      const job = await queue.enqueue('gc', payload, { dedupeKey })
      wake()
      return create(CollectGarbageResponseSchema, { job: jobMessage(job) })
    },
    async verifyStore(request) {
      const { payload, dedupeKey } = await verifyRequest(queue, request)
      const job = await queue.enqueue('verify', payload, { dedupeKey })
      wake()
      return jobMessage(job)
    },
  }
}
