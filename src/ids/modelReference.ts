import { WeighthouseError } from '../foundation/errors.ts'
import { fromSlug, type ModelKey, sourceNames, toSlug } from './slug.ts'

/** A model and, if given, which revision of it: what a user types after `pull` or `show`. */
export interface ModelReference extends ModelKey {
  slug: string
  /** A branch, tag or commit (Hugging Face), a version id (CivitAI); undefined means the source's default. */
  revision: string | undefined
}

// One segment of a Hugging Face id. Old ids are longer than the 96 characters that the site allows today.
const segment = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}'
const huggingFaceId = new RegExp(`^(?:${segment}/)?${segment}$`)

/**
 * Reads what people paste: `owner/name`, a slug, `source:id`, an address of huggingface.co or civitai.com (or of the
 * endpoints in use), each with `@revision` where the form allows it.
 *
 * @throws WeighthouseError INVALID_ARGUMENT when `text` names no model
 */
export function parseModelReference(text: string): ModelReference {
  const trimmed = text.trim()
  const fromAddress = /^https?:\/\//.test(trimmed) ? parseAddress(trimmed) : undefined
  if (fromAddress) return fromAddress

  const at = trimmed.indexOf('@')
  const name = at < 0 ? trimmed : trimmed.slice(0, at)
  const revision = at < 0 ? undefined : trimmed.slice(at + 1)
  const [, prefix, rest] = /^([a-z]+):(.+)$/.exec(name) ?? []
  if (prefix !== undefined && rest !== undefined) {
    const source = sourceNames.find((candidate) => candidate === prefix)
    if (!source) throw notAModel(text)
    return reference({ source, id: rest }, revision, text)
  }
  if (name.includes('/')) return reference({ source: 'huggingface', id: name }, revision, text)
  return reference(fromSlug(name), revision, text)
}

/** Checks an id against the grammar of its source; ids that pass are safe to put into URLs and slugs. */
export function isValidModelId({ source, id }: ModelKey): boolean {
  switch (source) {
    case 'civitai':
      return /^[1-9]\d{0,9}$/.test(id)
    case 'huggingface':
      return huggingFaceId.test(id) && !id.includes('..') && !id.endsWith('.git')
    case 'github':
    case 'docker':
      return new RegExp(`^${segment}/${segment}$`).test(id) && !id.includes('..')
  }
}

/**
 * Branches, tags, commits and `refs/pr/1`, as git allows them in a ref name, without what a shell or a path could
 * misread. https://git-scm.com/docs/git-check-ref-format
 */
export function isValidRevision(revision: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,254}$/.test(revision) && !/\.\.|\/\/|\/$|\.lock$|(?:^|\/)\./.test(revision)
}

function parseAddress(text: string): ModelReference | undefined {
  if (!URL.canParse(text)) throw notAModel(text)
  const url = new URL(text)
  const parts = url.pathname.split('/').filter(Boolean)
  if (/(^|\.)civitai\.(com|red|green)$/.test(url.hostname) || parts[0] === 'models') {
    const version = url.searchParams.get('modelVersionId') ?? undefined
    return reference({ source: 'civitai', id: parts[1] ?? '' }, version, text)
  }
  const [owner, name, keyword, ...revision] = parts
  if (!owner) throw notAModel(text)
  const id = name === undefined || name === 'tree' ? owner : `${owner}/${name}`
  const afterTree = keyword === 'tree' && revision.length > 0 ? decodeURIComponent(revision.join('/')) : undefined
  return reference({ source: 'huggingface', id }, afterTree, text)
}

function reference(key: ModelKey, revision: string | undefined, text: string): ModelReference {
  if (!isValidModelId(key)) throw notAModel(text)
  if (revision !== undefined && !isValidRevision(revision)) {
    throw new WeighthouseError(
      'INVALID_ARGUMENT',
      `${JSON.stringify(revision)} is not a revision that a model can have.`,
      {
        hint: 'A revision is a branch, a tag, a commit (Hugging Face) or a version number (CivitAI): owner/name@main.',
      },
    )
  }
  return { ...key, slug: toSlug(key), revision }
}

function notAModel(text: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(text)} does not name a model.`, {
    hint: 'Write owner/name (Hugging Face), civitai-4201, or paste the address of the model page.',
  })
}
