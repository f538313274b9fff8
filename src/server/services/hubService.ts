import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import { WeighthouseError } from '../../foundation/errors.ts'
import {
  type HubService,
  ListReposResponseSchema,
  type PullRequest,
  type RegisterModelRequest,
} from '../../gen/weighthouse/v1/hub_pb.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import { int64 } from '../messages/int64.ts'
import { pullMessage, pullRequest } from '../messages/pullMessage.ts'
import { knownFiles, repoMessage } from '../messages/repoMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Follows models and brings their files here. */
export function createHubService({ weighthouse, wake }: ServiceParts): ServiceImpl<typeof HubService> {
  const { hub, queue, safety, uses } = weighthouse

  async function pull(request: PullRequest) {
    const { reference, payload, dedupeKey } = pullRequest(request)
    const plan = await hub.planPull(reference, {
      include: request.include,
      exclude: request.exclude,
      quants: request.quants,
      allFormats: request.allFormats,
    })
    if (request.dryRun) return pullMessage(plan, undefined)
    const job = await queue.enqueue('pull', payload, { dedupeKey })
    wake()
    await uses.note([reference.slug])
    return pullMessage(plan, job)
  }

  return {
    pull,
    download: pull,
    registerModel: async (request) => repoMessage(await hub.registerRepo(parseModelReference(nameOfModel(request)))),
    syncRepo: async ({ model }) => repoMessage(await hub.syncRepo(parseModelReference(model))),
    async getRepo({ slug }) {
      const repo = await hub.getRepo(parseModelReference(slug).slug)
      return repoMessage(repo, await safety.read(knownFiles(repo.artifacts ?? [])))
    },
    async listRepos({ limit, cursor }) {
      const { repos, total, nextCursor } = await hub.listRepos({
        limit: limit === 0 ? undefined : limit,
        cursor: cursor === '' ? undefined : cursor,
      })
      return create(ListReposResponseSchema, {
        repos: repos.map((repo) => repoMessage(repo)),
        total: int64(total),
        nextCursor: nextCursor ?? '',
      })
    },
  }
}

/** One of the three ways to name a model: `model`, `source_repo_id`, or `vendor` and `name`. */
function nameOfModel({ model, vendor, name, sourceRepoId }: RegisterModelRequest): string {
  if (model !== '') return model
  if (sourceRepoId !== '') return sourceRepoId
  if (vendor !== '' && name !== '') return `${vendor}/${name}`
  throw new WeighthouseError('INVALID_ARGUMENT', 'model: no model is named.', {
    hint: 'Give model (owner/name, a slug or an address), source_repo_id, or vendor and name.',
    details: { field: 'model' },
  })
}
