import { adoptFiles, announceTree, checkTree, readTree } from './adoptModel.ts'
import { findSource } from './findSource.ts'
import type { Hub } from './hub.ts'
import type { HubParts } from './hubParts.ts'
import { listRepos } from './listRepos.ts'
import { planPull } from './planPull.ts'
import { pullModel } from './pullModel.ts'
import { readRepo } from './readRepo.ts'
import { syncRepo } from './syncRepo.ts'
import { upsertRepo } from './upsertRepo.ts'

/** Puts the hub together. */
export function createHub(parts: HubParts): Hub {
  return {
    planPull: (reference, options) => planPull(parts, reference, options),
    pull: (plan, options) => pullModel(parts, plan, options),
    registerRepo: async (reference) => {
      findSource(parts.sources, reference.source)
      await parts.database.write((transaction) => upsertRepo(transaction, reference, parts.clock()))
      return readRepo(parts.database, reference.slug)
    },
    syncRepo: (reference, options) => syncRepo(parts, reference, options?.signal),
    listRepos: (options) => listRepos(parts.database, options),
    getRepo: (slug) => readRepo(parts.database, slug),
    adoption: {
      readTree: (model) => readTree(parts, model),
      checkTree: (tree) => checkTree(parts, tree),
      announceTree: (tree) => announceTree(parts, tree),
      adoptFiles: (model) => adoptFiles(parts, model),
    },
  }
}
