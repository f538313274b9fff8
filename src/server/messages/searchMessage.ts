import { create } from '@bufbuild/protobuf'

import { checkFacets } from '../../catalog/search/checkFilter.ts'
import type { SearchPage, SearchQuery } from '../../catalog/search/searchQuery.ts'
import type { SearchText } from '../../catalog/search/searchText.ts'
import { toSearchQuery } from '../../catalog/search/toSearchQuery.ts'
import { type SearchRequest, type SearchResponse, SearchResponseSchema } from '../../gen/weighthouse/v1/search_pb.ts'
import { entryMessage } from './entryMessage.ts'
import { facetMessage } from './facetMessage.ts'
import { fitMessage } from './fitMessage.ts'
import { int64 } from './int64.ts'

/** The search that a request asks for. @throws WeighthouseError INVALID_ARGUMENT naming the field */
export function searchQuery(request: SearchRequest): SearchQuery {
  return {
    ...toSearchQuery(searchText(request)),
    limit: request.limit === 0 ? undefined : request.limit,
    cursor: request.cursor === '' ? undefined : request.cursor,
    facets: request.facet.length > 0 ? checkFacets(request.facet) : request.facets,
  }
}

/** What a request searches for, without the page that it asks for. */
export function searchText(request: SearchRequest): SearchText {
  const { licenseClass, baseModel, nsfwMask, limit: _limit, cursor: _cursor, facets: _facets, ...rest } = request
  const { $typeName: _typeName, $unknown: _unknown, facet: _facet, ...named } = rest
  return { ...named, license_class: licenseClass, base_model: baseModel, nsfw_mask: nsfwMask }
}

/** One page of a search, as the API tells it. */
export function searchMessage(page: SearchPage, query: SearchQuery, shelved: ReadonlySet<string>): SearchResponse {
  return create(SearchResponseSchema, {
    entries: page.entries.map((entry) => entryMessage(entry, shelved, query.fit && fitMessage(entry, query.fit))),
    total: int64(page.total),
    hidden: int64(page.hidden),
    corrections: page.corrections,
    nextCursor: page.nextCursor ?? '',
    facets: (page.facets ?? []).map(facetMessage),
    tookMs: page.tookMs,
  })
}
