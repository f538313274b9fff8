import { create } from '@bufbuild/protobuf'

import type { Catalog } from '../../../catalog/catalog.ts'
import { exportEntries, type ExportFormat, exportFormats } from '../../../catalog/export/exportEntries.ts'
import { WeighthouseError } from '../../../foundation/errors.ts'
import {
  type ExportChunk,
  ExportChunkSchema,
  type ExportRequest,
  SearchRequestSchema,
} from '../../../gen/weighthouse/v1/search_pb.ts'
import { searchQuery } from '../../messages/searchMessage.ts'

/**
 * Every match of a request's search, as pieces of a file.
 * @throws WeighthouseError INVALID_ARGUMENT for an unknown kind of file, or a search that cannot be exported
 */
export async function* exportMatches(
  catalog: Catalog,
  { as, search = create(SearchRequestSchema) }: ExportRequest,
  signal: AbortSignal,
): AsyncGenerator<ExportChunk, void> {
  const format = readFormat(as, search.format)
  if (search.limit > 0 || search.cursor !== '' || search.facets || search.facet.length > 0) {
    throw new WeighthouseError('INVALID_ARGUMENT', 'An export holds every match, and nothing else.', {
      hint: 'Leave out limit, cursor, facets and facet.',
      details: { field: 'search' },
    })
  }
  const query = searchQuery(search)
  // What cannot be searched is refused before the first piece, which may be no more than a header.
  await catalog.search({ ...query, limit: 1 })
  for await (const data of exportEntries({ catalog }, query, format)) {
    signal.throwIfAborted()
    yield create(ExportChunkSchema, { data })
  }
}

function readFormat(as: string, format: readonly string[]): ExportFormat {
  const known = exportFormats.find((name) => name === as)
  if (known) return known
  const meant = as === '' ? exportFormats.find((name) => format.includes(name)) : undefined
  throw new WeighthouseError(
    'INVALID_ARGUMENT',
    as === '' ? 'The kind of file is missing.' : `as: ${JSON.stringify(as)} is not a kind of file.`,
    {
      hint:
        meant === undefined
          ? `Give as=${exportFormats.join(', as=')}.`
          : `Give as=${meant}; format is a filter, for models of that format.`,
      details: { field: 'as' },
    },
  )
}
