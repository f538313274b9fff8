import { type Answer, jsonAnswer, jsonTextAnswer } from '../http/answer.ts'
import { type MockRequest, queryValues } from '../http/mockRequest.ts'
import type { CivitaiRecord } from '../records/civitaiRecord.ts'
import { decodeCursor, encodeCursor } from '../records/sortedRecords.ts'
import { type CivitaiIndex, civitaiSorts } from './createCivitaiIndex.ts'
import type { CivitaiPresenter } from './createCivitaiPresenter.ts'

const periods = ['AllTime', 'Year', 'Month', 'Week', 'Day']
const deepestOffset = 1000

/** `GET /api/v1/models`: pages by cursor, or by number as long as they lie within the first 1,000 models. */
export async function listCivitaiModels(
  request: MockRequest,
  { index, presenter }: { index: CivitaiIndex; presenter: CivitaiPresenter },
): Promise<Answer> {
  const { query } = request
  const limit = Number(query.get('limit') ?? 100)
  if (!Number.isInteger(limit) || limit < 0 || limit > 100) return badRequest('limit must be a number from 0 to 100')
  const sort = civitaiSorts.find((candidate) => candidate === (query.get('sort') ?? 'Highest Rated'))
  if (!sort) return badRequest('Invalid sort')
  if (!periods.includes(query.get('period') ?? 'AllTime')) return badRequest('Invalid period')
  const pageText = query.get('page')
  const page = Number(pageText ?? 1)
  if (!Number.isInteger(page) || page < 1) return badRequest('Invalid page')
  if (pageText !== null && query.get('query')) return badRequest('Cannot use page param with query search')
  if (page * limit > deepestOffset) {
    return jsonAnswer({ error: "You've requested too many pages, please use cursors instead" }, {}, 429)
  }
  const cursorText = query.get('cursor')
  const start = cursorText === null ? undefined : decodeCursor(cursorText)
  if (cursorText !== null && !start) return badRequest('Invalid cursor')

  const sorted = index.sorted(sort)
  const matches = matcher(query)
  const skipped = (page - 1) * limit
  const cursor = skipped > 0 ? sorted.page({ limit: skipped, matches }).next : start
  const isPastEnd = skipped > 0 && cursor === undefined
  const { records, next } = isPastEnd || limit === 0 ? { records: [] } : sorted.page({ cursor, limit, matches })
  const items: string[] = []
  for (const record of records) items.push(await presenter.model(record, request.ownUrl))
  const metadata = {
    ...(next ? { nextCursor: encodeCursor(next), nextPage: nextPage(request, encodeCursor(next)) } : {}),
    ...(pageText === null ? {} : { currentPage: page, pageSize: limit }),
  }
  return jsonTextAnswer(`{"items":[${items.join(',')}],"metadata":${JSON.stringify(metadata)}}`)
}

function matcher(query: URLSearchParams): (record: CivitaiRecord) => boolean {
  const words = (query.get('query') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const tag = query.get('tag')?.toLowerCase()
  const username = query.get('username')?.toLowerCase()
  const types = queryValues(query, 'types')
  const baseModels = queryValues(query, 'baseModels')
  const ids = new Set((query.get('ids') ?? '').split(',').filter(Boolean).map(Number))
  // Without nsfw=true only the public level is shown.
  const showsAll = query.get('nsfw') === 'true'
  return (record) =>
    (showsAll || (!record.nsfw && (record.nsfwLevel ?? 1) <= 1)) &&
    (ids.size === 0 || ids.has(record.id)) &&
    (types.length === 0 || types.includes(record.type)) &&
    (username === undefined || record.creator?.username?.toLowerCase() === username) &&
    (tag === undefined || record.tags.some((name) => name.toLowerCase() === tag)) &&
    (baseModels.length === 0 ||
      record.modelVersions.some(({ baseModel }) => baseModel !== undefined && baseModels.includes(baseModel))) &&
    words.every((word) => record.name.toLowerCase().includes(word))
}

function nextPage(request: MockRequest, cursor: string): string {
  const query = new URLSearchParams(request.query)
  query.delete('page')
  query.set('cursor', cursor)
  return `${request.ownUrl}${request.path}?${query.toString()}`
}

function badRequest(error: string): Answer {
  return jsonAnswer({ error }, {}, 400)
}
