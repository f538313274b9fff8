import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { requestJson } from '../../foundation/http/requestJson.ts'
import { explainListError } from '../explainListError.ts'
import { parsePage } from '../parseTolerantly.ts'
import type { ListOptions, SourcePage } from '../source.ts'
import type { SourceContext } from '../sourceContext.ts'
import { type CivitaiModel, civitaiModel } from './civitaiModel.ts'

/** The most that the server gives. */
const pageSize = 100

/**
 * `Newest` and `Oldest` go by the time of the newest version (`lastVersionAt` in civitai/civitai's model.service.ts). From
 * the oldest on, a model that gets a version while a crawl runs moves to where the crawl still has to go.
 */
const sortNames: Readonly<Record<ListOptions['sort'], string>> = {
  created: 'Oldest',
  downloads: 'Most Downloaded',
  updated: 'Newest',
}

const listAnswer = z.looseObject({
  items: z.array(z.unknown()),
  metadata: z
    .looseObject({
      nextCursor: z.union([z.string(), z.number()]).nullish(),
      /** Of answers until 2023 and of mirrors. */
      totalItems: z.number().int().nonnegative().nullish().catch(undefined),
    })
    .nullish(),
})

/**
 * GET /api/v1/models, page after page by cursor (paging by number ends at 1,000 models). All browsing levels are asked
 * for; what is shown is decided by `nsfwLevel`.
 *
 * @throws WeighthouseError UNAUTHORIZED for a wrong token, SOURCE_DRIFT when a page names itself as the next one
 */
export async function* listModels(
  context: SourceContext,
  options: ListOptions,
): AsyncGenerator<SourcePage<CivitaiModel>, void, undefined> {
  let cursor = options.cursor ?? null
  do {
    const page = await getPage(context, options, cursor)
    if (page.cursor !== null && page.cursor === cursor) {
      throw new WeighthouseError(
        'SOURCE_DRIFT',
        `A page of ${context.endpoint()}/api/v1/models names itself as the next.`,
        {
          hint: 'Check the endpoint in `weighthouse config`; a mirror may page wrongly.',
          details: { cursor },
        },
      )
    }
    yield page
    cursor = page.cursor
  } while (cursor !== null)
}

async function getPage(
  context: SourceContext,
  { sort, signal }: ListOptions,
  cursor: string | null,
): Promise<SourcePage<CivitaiModel>> {
  const query = new URLSearchParams({
    limit: String(pageSize),
    sort: sortNames[sort],
    period: 'AllTime',
    nsfw: 'true',
  })
  if (cursor !== null) query.set('cursor', cursor)
  const url = `${context.endpoint()}/api/v1/models?${query.toString()}`
  try {
    const { value } = await requestJson(context.http, { url, token: context.token, signal }, listAnswer)
    const next = value.metadata?.nextCursor ?? ''
    const total = value.metadata?.totalItems
    return {
      ...parsePage(civitaiModel, value.items),
      cursor: next === '' ? null : String(next),
      ...(typeof total === 'number' ? { total } : {}),
    }
  } catch (error) {
    throw explainListError(error, 'CivitAI', 'WEIGHTHOUSE_CIVITAI_TOKEN')
  }
}
