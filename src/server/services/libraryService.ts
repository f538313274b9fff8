import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import {
  type LibraryService,
  ListLibraryResponseSchema,
  ListRootsResponseSchema,
  RemoveRootResponseSchema,
} from '../../gen/weighthouse/v1/library_pb.ts'
import { hashDedupeKey } from '../../jobs/hashJob.ts'
import { importDedupeKey } from '../../jobs/importJob.ts'
import { scanDedupeKey } from '../../jobs/scanJob.ts'
import { int64 } from '../messages/int64.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import { libraryModelDetailMessage, libraryModelMessage } from '../messages/libraryModelMessage.ts'
import { readHashRequest, readImportRequest, readScanRequest } from '../messages/libraryRequests.ts'
import { libraryRootMessage } from '../messages/libraryRootMessage.ts'
import { pageOfRoots } from '../messages/pageOfRoots.ts'
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
    async scanLibrary(request) {
      const payload = readScanRequest(request)
      const job = await queue.enqueue('scan', payload, { dedupeKey: scanDedupeKey(payload) })
      wake()
      return jobMessage(job)
    },
    async listRoots(request) {
      const all = library.roots()
      const { roots, nextCursor } = pageOfRoots(all, request)
      return create(ListRootsResponseSchema, {
        roots: roots.map(libraryRootMessage),
        total: int64(all.length),
        nextCursor,
      })
    },
    async removeRoot({ id, dryRun }) {
      const { root, models } = await library.removeRoot(id, { dryRun })
      return create(RemoveRootResponseSchema, { root: libraryRootMessage(root), models })
    },
    async hashFiles(request) {
      const payload = readHashRequest(request)
      const job = await queue.enqueue('hash', payload, { dedupeKey: hashDedupeKey(payload) })
      wake()
      return jobMessage(job)
    },
    async importFiles(request) {
      const payload = readImportRequest(request)
      const job = await queue.enqueue('import', payload, { dedupeKey: importDedupeKey(payload) })
      wake()
      return jobMessage(job)
    },
  }
}
