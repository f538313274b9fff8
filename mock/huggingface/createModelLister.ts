import { type Answer, jsonTextAnswer } from '../http/answer.ts'
import { type MockRequest, queryFlag, queryValues } from '../http/mockRequest.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { decodeCursor, encodeCursor } from '../records/sortedRecords.ts'
import type { ModelIndex, SortKey } from './createModelIndex.ts'
import { hubError } from './hubError.ts'
import { expandable, fullFields, listingFields, presentModel } from './presentModel.ts'

const largestPage = 1000
const keptProjections = 4
// The Python client's spellings stand beside the service's own.
const sortKeys: Readonly<Record<string, SortKey>> = {
  lastModified: 'lastModified',
  last_modified: 'lastModified',
  trendingScore: 'trendingScore',
  trending_score: 'trendingScore',
  createdAt: 'createdAt',
  created_at: 'createdAt',
  downloads: 'downloads',
  likes: 'likes',
}

/** `GET /api/models`. Each item's JSON is written once for each set of fields, so pages are joins of strings. */
export function createModelLister(index: ModelIndex): (request: MockRequest) => Answer {
  const projections = new Map<string, Map<string, string>>()

  return (request) => {
    const { query } = request
    const key = sortKeys[query.get('sort') ?? 'trendingScore']
    if (!key) return hubError(400, undefined, `Invalid sort parameter`)
    const cursorText = query.get('cursor')
    const cursor = cursorText === null ? undefined : decodeCursor(cursorText)
    if (cursorText !== null && !cursor) return hubError(400, undefined, 'Invalid cursor')
    const expand = queryValues(query, 'expand')
    const unknown = expand.find((field) => !expandable.listing.has(field))
    if (unknown !== undefined)
      return hubError(400, undefined, `"expand" must not be ${encodeURIComponent(unknown)} here`)

    const asked = Number(query.get('limit') ?? largestPage)
    const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, largestPage) : largestPage
    const { records, next } = index
      .sorted(key, query.get('direction') !== '1')
      .page({ cursor, limit, matches: matcher(query) })
    const write = projection(expand.length > 0 ? expand : unexpandedFields(query))
    return jsonTextAnswer(
      `[${records.map(write).join(',')}]`,
      next ? { Link: `<${nextUrl(request, encodeCursor(next))}>; rel="next"` } : {},
    )
  }

  function projection(fields: readonly string[]): (record: HuggingFaceRecord) => string {
    const name = fields.join(' ')
    let texts = projections.get(name)
    if (!texts) {
      texts = new Map()
      const [oldest] = projections.keys()
      if (projections.size >= keptProjections && oldest !== undefined) projections.delete(oldest)
      projections.set(name, texts)
    }
    const written = texts
    return (record) => {
      let text = written.get(record.id)
      if (text === undefined) {
        const siblings = () => index.paths(record).map((rfilename) => ({ rfilename }))
        text = JSON.stringify(presentModel(record, fields, siblings))
        written.set(record.id, text)
      }
      return text
    }
  }
}

function unexpandedFields(query: URLSearchParams): string[] {
  return [
    ...listingFields,
    ...(queryFlag(query, 'full') ? fullFields : []),
    ...(queryFlag(query, 'cardData') ? ['cardData'] : []),
    ...(queryFlag(query, 'config') ? ['config'] : []),
  ]
}

function matcher(query: URLSearchParams): (record: HuggingFaceRecord) => boolean {
  const words = query.getAll('search').map((word) => word.toLowerCase())
  const author = query.get('author')
  const task = query.get('pipeline_tag')
  // Old clients join several filters by commas.
  const tags = queryValues(query, 'filter')
    .flatMap((value) => value.split(','))
    .filter(Boolean)
  return (record) =>
    words.every((word) => record.id.toLowerCase().includes(word)) &&
    (author === null || record.id.startsWith(`${author}/`)) &&
    (task === null || record.pipeline_tag === task) &&
    tags.every((tag) => record.tags.includes(tag) || record.library_name === tag || record.pipeline_tag === tag)
}

/** Absolute, with the host that was asked: clients leave for another host otherwise. */
function nextUrl(request: MockRequest, cursor: string): string {
  const query = new URLSearchParams(request.query)
  query.set('cursor', cursor)
  return `${request.ownUrl}${request.path}?${query.toString()}`
}
