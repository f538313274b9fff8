import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { requestJson } from '../../foundation/http/requestJson.ts'
import { explainListError } from '../explainListError.ts'
import { parsePage } from '../parseTolerantly.ts'
import type { ListOptions, SourcePage } from '../source.ts'
import type { SourceContext } from '../sourceContext.ts'
import { type HuggingFaceModel, huggingFaceModel } from './huggingFaceModel.ts'

/** The most that one page holds; the server may give less. */
const pageSize = 1000

const sortNames: Readonly<Record<ListOptions['sort'], string>> = {
  created: 'createdAt',
  downloads: 'downloads',
  updated: 'lastModified',
}

/**
 * What the catalog uses of what may be asked for in a listing. `usedStorage` and the model tree may not
 * (ExpandModelProperty_T in huggingface_hub's hf_api.py; its pull request 3182).
 */
const expanded = [
  'author',
  'cardData',
  'createdAt',
  'disabled',
  'downloads',
  'gated',
  'gguf',
  'lastModified',
  'library_name',
  'likes',
  'pipeline_tag',
  'private',
  'safetensors',
  'sha',
  'siblings',
  'tags',
  'trendingScore',
] as const

/**
 * GET /api/models, page after page along `Link: <…>; rel="next"`.
 *
 * A page's cursor is the opaque `cursor` parameter of the next link or, should the link page by something else, its
 * whole query with the `?`. It is never an address: the next page is asked of the endpoint that is in use.
 *
 * @throws WeighthouseError UNAUTHORIZED for a wrong token, SOURCE_DRIFT when the next link leads to another origin, or to the page it stands on
 */
export async function* listModels(
  context: SourceContext,
  options: ListOptions,
): AsyncGenerator<SourcePage<HuggingFaceModel>, void, undefined> {
  let cursor = options.cursor ?? null
  do {
    const page = await getPage(context, options, cursor)
    if (page.cursor !== null && page.cursor === cursor) throw driftError(context, 'leads to the page it stands on')
    yield page
    cursor = page.cursor
  } while (cursor !== null)
}

async function getPage(
  context: SourceContext,
  { sort, signal }: ListOptions,
  cursor: string | null,
): Promise<SourcePage<HuggingFaceModel>> {
  const url = listUrl(context.endpoint(), sort, cursor)
  try {
    const { value, headers } = await requestJson(
      context.http,
      { url, token: context.token, signal },
      z.array(z.unknown()),
    )
    return {
      ...parsePage(huggingFaceModel, value),
      cursor: readNextCursor(context, headers['link']),
      ...readTotal(headers['x-total-count']),
    }
  } catch (error) {
    throw explainListError(error, 'Hugging Face', 'WEIGHTHOUSE_HF_TOKEN')
  }
}

function listUrl(endpoint: string, sort: ListOptions['sort'], cursor: string | null): string {
  if (cursor?.startsWith('?')) return `${endpoint}/api/models${cursor}`
  const query = new URLSearchParams({
    sort: sortNames[sort],
    direction: '-1',
    limit: String(pageSize),
  })
  for (const property of expanded) query.append('expand', property)
  if (cursor !== null) query.set('cursor', cursor)
  return `${endpoint}/api/models?${query.toString()}`
}

/** The service itself counts only commits with this header; mirrors may count models. */
function readTotal(header: string | undefined): { total?: number } {
  return header !== undefined && /^\d{1,15}$/.test(header) ? { total: Number(header) } : {}
}

/** Reads `Link: <https://…?cursor=…>; rel="next"` (RFC 8288). */
export function readNextCursor(context: Pick<SourceContext, 'endpoint'>, link: string | undefined): string | null {
  const target = [...(link ?? '').matchAll(/<([^>]*)>([^<]*)/g)].find(([, , parameters]) =>
    /;\s*rel="?next"?/i.test(parameters ?? ''),
  )?.[1]
  if (target === undefined) return null
  const origin = new URL(context.endpoint()).origin
  if (!URL.canParse(target, origin)) throw driftError(context, 'is not an address')
  const url = new URL(target, origin)
  if (url.origin !== origin) throw driftError(context, `leads to another origin, ${url.origin}`)
  const cursor = url.searchParams.get('cursor')
  if (cursor !== null && cursor !== '' && !cursor.startsWith('?')) return cursor
  if (url.search === '') throw driftError(context, 'has no cursor')
  return url.search
}

function driftError(context: Pick<SourceContext, 'endpoint'>, what: string): WeighthouseError {
  return new WeighthouseError(
    'SOURCE_DRIFT',
    `The link to the next page of ${context.endpoint()}/api/models ${what}.`,
    {
      hint: 'Set WEIGHTHOUSE_HF_ENDPOINT to the address that the server gives itself; if it is right, tell whoever runs the mirror.',
      details: { endpoint: context.endpoint() },
    },
  )
}
