import type { SourceName } from '../../ids/slug.ts'
import type { LibraryModelDetail } from '../../library/library.ts'

/** What of a model is on the shelf, in its source's words. */
export interface Shelved {
  slug: string
  officialName: string
  source: SourceName
  /** Its id at the source. */
  id: string
  /** Commit, or version id. */
  commit: string
  /** Branch that it follows; undefined for the source's default. */
  revision: string | undefined
  files: { path: string; size: number; sha256: string | undefined }[]
  /** Commits or versions that the user does not want to hear of; `all` for none at all. */
  ignored: ReadonlySet<string> | 'all'
  /** Found out by its bytes; a pull brings the newer one as a model of its own. */
  identified: boolean
}

/** What a library model is at its source; a sentence when it cannot have anything newer. */
export function readShelved(model: LibraryModelDetail): Shelved | string {
  const ignore = model.overrides?.updates?.ignore
  if (ignore === true) return 'its updates are ignored (overrides.json)'
  const common = {
    slug: model.slug,
    officialName: model.officialName,
    files: model.metadata.files.map(({ path, repo_path: repoPath, size, sha256 }) => ({
      path: repoPath ?? path,
      size,
      sha256,
    })),
    ignored: new Set(ignore?.map(String)),
  }
  if (model.source !== 'local') {
    const { revision, commit } = model
    if (revision === commit && /^[0-9a-f]{40}$/.test(revision))
      return `it was pulled at the commit ${commit.slice(0, 12)}`
    const branch = model.source === 'huggingface' ? revision : undefined
    return { ...common, source: model.source, id: model.repoId, commit, revision: branch, identified: false }
  }
  const { identified } = model
  if (identified?.source === 'civitai' && identified.model_id !== undefined && identified.version_id !== undefined) {
    return {
      ...common,
      source: 'civitai',
      id: identified.model_id,
      commit: identified.version_id,
      revision: undefined,
      identified: true,
    }
  }
  return 'it is not known which version of which source it is'
}
