import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import type { z } from 'zod'

import { type LibraryService, ListLibraryResponseSchema } from '../../gen/weighthouse/v1/library_pb.ts'
import type { scanPayload } from '../../jobs/scanJob.ts'
import { int64 } from '../messages/int64.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import { libraryModelDetailMessage, libraryModelMessage } from '../messages/libraryModelMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

/** The models on this machine's shelves. */
export function createLibraryService({ weighthouse, wake }: ServiceParts): ServiceImpl<typeof LibraryService> {
  const { apps, library, queue, safety } = weighthouse

  return {
    async listLibrary({ query, type, limit, cursor }) {
      const page = await library.list({
        query: query === '' ? undefined : query,
        types: type,
        limit: limit === 0 ? undefined : limit,
        cursor: cursor === '' ? undefined : cursor,
      })
      const findSafety = await safety.read(page.models.flatMap(({ files }) => files))
      return create(ListLibraryResponseSchema, {
        models: page.models.map((model) => libraryModelMessage(model, findSafety)),
        total: int64(page.total),
        nextCursor: page.nextCursor ?? '',
        totalBytes: int64(page.totalBytes),
      })
    },
    async getLibraryModel({ id }) {
      const model = await library.get(id)
      const [findSafety, links] = await Promise.all([safety.read(model.files), apps.links(model.slug)])
      return libraryModelDetailMessage(model, { findSafety, links })
    },
    async scanLibrary({ rebuild }) {
      const payload: z.input<typeof scanPayload> = { rebuild }
      const job = await queue.enqueue('scan', payload, { dedupeKey: rebuild ? 'scan:rebuild' : 'scan' })
      wake()
      return jobMessage(job)
    },
  }
}
