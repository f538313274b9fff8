import type { LibraryModel } from '../../library/library.ts'

export type Words = Record<string, string | undefined>

/** The words that folder names of rules may use. Undefined: the model has none. */
export function wordsOf(model: LibraryModel): Words {
  const [owner, repo] = model.source === 'huggingface' ? splitRepo(model.repoId) : [undefined, undefined]
  const [hubOwner, hubRepo] = splitRepo(hubRepoOf(model) ?? '')
  return {
    model: model.modelId,
    publisher: owner ?? (model.source === 'civitai' ? 'civitai' : 'local'),
    owner,
    repo,
    hub: hubRepo === '' ? undefined : hubOwner === undefined ? hubRepo : `${hubOwner}--${hubRepo}`,
    commit: model.commit || undefined,
    revision: model.revision || undefined,
    type: model.type,
    family: model.family,
    slug: model.slug,
  }
}

/**
 * The repository on the hub whose very files a model has: it was pulled from there, or lies in a cache that tells the commit.
 */
function hubRepoOf({ source, repoId, commit, identified }: LibraryModel): string | undefined {
  if (source === 'huggingface') return repoId
  return source === 'local' && commit !== '' && identified?.source === 'huggingface' ? identified.repo_id : undefined
}

/**
 * Puts words into the places in braces.
 * @returns undefined when a word is missing; a brace that names no word stays
 */
export function fillTemplate(template: string, words: Words): string | undefined {
  let complete = true
  const text = template.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    if (!(name in words)) return whole
    const word = words[name]
    if (word === undefined) complete = false
    return word ?? ''
  })
  return complete ? text : undefined
}

/** A repo without an owner has only its name. */
function splitRepo(repoId: string): [string | undefined, string] {
  const slash = repoId.indexOf('/')
  return slash < 0 ? [undefined, repoId] : [repoId.slice(0, slash), repoId.slice(slash + 1)]
}
