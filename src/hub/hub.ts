import type { ModelReference } from '../ids/modelReference.ts'
import type { AdoptedFile } from './adoptModel.ts'
import type { RepoPage } from './listRepos.ts'
import type { PullOptions } from './pullModel.ts'
import type { PulledModel, PullPlan } from './pullPlan.ts'
import type { RecordedTree } from './recordTree.ts'
import type { Repo } from './repo.ts'
import type { FilePatterns } from './selectFiles.ts'

/**
 * Follows models (repos) and brings their files (artifacts) into the store.
 *
 * Every method may be called at any time, by several processes at once, and again after any failure. What each one
 * does and throws stands at the function of its name.
 */
export interface Hub {
  /** Works out what a pull would do; writes nothing. See planPull.ts. */
  planPull(reference: ModelReference, options?: FilePatterns & { signal?: AbortSignal }): Promise<PullPlan>
  /** Brings the bytes of a plan into the store; shelving them is the library's. See pullModel.ts. */
  pull(plan: PullPlan, options?: PullOptions): Promise<PulledModel>
  /** Follows a model from now on, without asking its source. Twice changes nothing. UNSUPPORTED for other sources. */
  registerRepo(reference: ModelReference): Promise<Repo>
  /** Reads a model's file list from its source. See syncRepo.ts. */
  syncRepo(reference: ModelReference, options?: { signal?: AbortSignal }): Promise<Repo>
  /** One page of the followed models. See listRepos.ts. */
  listRepos(options?: { limit?: number | undefined; cursor?: string | undefined }): Promise<RepoPage>
  /** One followed model with its files. @throws MODEL_NOT_FOUND */
  getRepo(slug: string): Promise<Repo>
  /** For models that come by another way than a pull (a bundle); see adoptModel.ts. */
  readonly adoption: Adoption
}

/** Whoever calls this holds a writer's lease of the store (Upkeep.whileWriting). */
interface Adoption {
  readTree(model: Omit<RecordedTree, 'files' | 'revision'>): Promise<RecordedTree['files'] | undefined>
  /** @throws CONFLICT when another content is recorded for a file of this commit */
  checkTree(tree: RecordedTree): Promise<void>
  /** Records the files before their bytes come; returns the repo's id. @throws CONFLICT */
  announceTree(tree: RecordedTree): Promise<string>
  adoptFiles(model: { repoId: string; commit: string; files: readonly AdoptedFile[] }): Promise<void>
}
