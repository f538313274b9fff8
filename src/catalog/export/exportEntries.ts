import type { Catalog, CatalogEntry } from '../catalog.ts'
import type { SearchQuery } from '../search/searchQuery.ts'
import { writeCsv } from './writeCsv.ts'
import { writeNdjson } from './writeNdjson.ts'

/** The kinds of files that a result can be written to. */
export const exportFormats = ['csv', 'ndjson', 'parquet'] as const
export type ExportFormat = (typeof exportFormats)[number]

const entriesAtOnce = 500

/**
 * Writes all matches of a query, in its order, as pieces of one file. Memory stays bounded however many there are, and
 * the event loop stays free.
 *
 * @throws WeighthouseError INVALID_ARGUMENT as Catalog.search, before the first piece
 */
export async function* exportEntries(
  { catalog }: { catalog: Pick<Catalog, 'iterateEntries'> },
  query: SearchQuery,
  format: ExportFormat,
): AsyncGenerator<Uint8Array, void, undefined> {
  const batches = inBatches(catalog, query)
  switch (format) {
    case 'csv':
      yield* writeCsv(batches)
      break
    case 'ndjson':
      yield* writeNdjson(batches)
      break
    case 'parquet': {
      // Only who wants a Parquet file waits for its writer to load.
      const { writeParquet } = await import('./writeParquet.ts')
      yield* writeParquet(batches)
      break
    }
  }
}

async function* inBatches(
  catalog: Pick<Catalog, 'iterateEntries'>,
  query: SearchQuery,
): AsyncGenerator<readonly CatalogEntry[], void, undefined> {
  let batch: CatalogEntry[] = []
  for await (const { entry } of catalog.iterateEntries(query)) {
    batch.push(entry)
    if (batch.length < entriesAtOnce) continue
    yield batch
    batch = []
    await new Promise(setImmediate)
  }
  if (batch.length > 0) yield batch
}
