import { create } from '@bufbuild/protobuf'

import type { Facet } from '../../catalog/search/searchQuery.ts'
import { type Facet as FacetMessage, FacetSchema } from '../../gen/weighthouse/v1/search_pb.ts'
import { int64 } from './int64.ts'

export function facetMessage({ field, values }: Facet): FacetMessage {
  return create(FacetSchema, { field, values: values.map(({ value, count }) => ({ value, count: int64(count) })) })
}
