import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import { DownloadProgressSchema, type WorkerService } from '../../gen/weighthouse/v1/worker_pb.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import { pullRequest } from '../messages/pullMessage.ts'
import { repoMessage } from '../messages/repoMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

/** What servers, workers and inference runtimes ask of each other. */
export function createWorkerService({ weighthouse, feed, wake }: ServiceParts): ServiceImpl<typeof WorkerService> {
  const { hub, queue, uses } = weighthouse

  return {
    syncMetadata: async ({ model }) => repoMessage(await hub.syncRepo(parseModelReference(model))),
    async *downloadArtifact(request, { signal }) {
      const { reference, payload, dedupeKey } = pullRequest(request)
      const { id } = await queue.enqueue('pull', payload, { dedupeKey })
      wake()
      await uses.note([reference.slug])
      for await (const job of feed.watch({ id, signal })) yield create(DownloadProgressSchema, { job: jobMessage(job) })
      // Aborted by the server's end, the caller must not take the silence for the end of the download.
      signal.throwIfAborted()
    },
  }
}
