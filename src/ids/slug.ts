import { WeighthouseError } from '../foundation/errors.ts'

/** The places that publish models. */
export const sourceNames = ['huggingface', 'civitai', 'github', 'docker'] as const
export type SourceName = (typeof sourceNames)[number]

/** Where a library model is from: a source, or this machine alone. */
export const librarySources = [...sourceNames, 'local'] as const
export type LibrarySource = (typeof librarySources)[number]

/** What names one model: its source and the id that the source gives it. */
export interface ModelKey {
  source: SourceName
  /** `owner/name` or `name` (Hugging Face), a number (CivitAI), `owner/repo` (GitHub), `namespace/name` (Docker). */
  id: string
}

/*
 * The grammar of slugs, an entry's id in URLs and file names. Its one home.
 *
 *   huggingface  owner--name      meta-llama/Llama-3.1-8B → meta-llama--Llama-3.1-8B
 *                name             bert-base-uncased       → bert-base-uncased
 *   civitai      civitai-<id>     4201                    → civitai-4201
 *   github       github-<o>--<r>  owner/repo              → github-owner--repo
 *   docker       docker-<n>--<r>  library/nginx           → docker-library--nginx
 *   (none)       local-<16 hex>   a library model that no source gave; it is never a record of the catalog
 *
 * Reversible for every id, by two escapes that ordinary ids never meet:
 * - The first `--` stands for the slash. A `-` of the owner (or of a name without owner) that is followed by
 *   another `-`, or ends the owner, is written `~`, a character that no source allows in ids.
 * - A Hugging Face slug that reads like another source's (`civitai-4201`, `github-owner--repo`, `local-0123456789abcdef`) gets the prefix
 *   `huggingface-`; so does one that would read as such an escape.
 */
const otherSource = /^(?:huggingface-)*(?:civitai-\d+|github-.+--.+|docker-.+--.+|local-[0-9a-f]{16})$/
const escapePrefix = 'huggingface-'
const local = /^local-[0-9a-f]{16}$/

/** The slug of a library model that came from no source. `hex` are 16 lower-case hex digits. */
export function toLocalSlug(hex: string): string {
  return `local-${hex}`
}

/** True for the slugs of library models that came from no source. */
export function isLocalSlug(slug: string): boolean {
  return local.test(slug)
}

/** The slug of a model. */
export function toSlug({ source, id }: ModelKey): string {
  switch (source) {
    case 'huggingface': {
      const slug = joinSegments(id)
      return otherSource.test(slug) ? escapePrefix + slug : slug
    }
    case 'civitai':
      return `civitai-${id}`
    case 'github':
    case 'docker':
      return `${source}-${joinSegments(id)}`
  }
}

/**
 * The model that a slug names: the inverse of {@link toSlug}.
 * @throws WeighthouseError INVALID_ARGUMENT when `slug` is not one, or is that of a model of this machine alone
 */
export function fromSlug(slug: string): ModelKey {
  if (!/^[A-Za-z0-9_.~-]{1,400}$/.test(slug)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(slug)} is not a model's slug.`, {
      hint: 'A slug looks like meta-llama--Llama-3.1-8B or civitai-4201.',
    })
  }
  if (isLocalSlug(slug)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${slug} is a model of this machine; no source has it.`, {
      hint: `See it with \`weighthouse list ${slug}\`.`,
      details: { slug },
    })
  }
  if (otherSource.test(slug)) {
    if (slug.startsWith(escapePrefix))
      return { source: 'huggingface', id: splitSegments(slug.slice(escapePrefix.length)) }
    const [, source, rest] = /^(civitai|github|docker)-(.+)$/.exec(slug) ?? []
    if (source === 'civitai') return { source, id: rest ?? '' }
    return { source: source === 'github' ? 'github' : 'docker', id: splitSegments(rest ?? '') }
  }
  return { source: 'huggingface', id: splitSegments(slug) }
}

function joinSegments(id: string): string {
  const slash = id.indexOf('/')
  if (slash < 0) return id.replace(/-(?=-)/g, '~')
  return `${id.slice(0, slash).replace(/-(?=-|$)/g, '~')}--${id.slice(slash + 1)}`
}

function splitSegments(text: string): string {
  const separator = text.indexOf('--')
  if (separator < 0) return text.replaceAll('~', '-')
  return `${text.slice(0, separator).replaceAll('~', '-')}/${text.slice(separator + 2)}`
}
