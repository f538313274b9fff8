import type { Weighthouse } from '../../../src/compose.ts'

/**
 * Reads all records of an NDJSON file into the catalog, as `weighthouse bundle import` does.
 * @param modelsPerTransaction undefined: as few as a server takes that answers meanwhile
 * @throws Error when a record was not understood
 */
export async function importRecords(
  { catalog }: Pick<Weighthouse, 'catalog'>,
  file: string,
  modelsPerTransaction?: number,
): Promise<void> {
  const { rejected } = await catalog.importBundle(file, {
    modelsPerTransaction,
    exclusive: modelsPerTransaction !== undefined,
  })
  if (rejected > 0) throw new Error(`${rejected} records of ${file} were not understood.`)
}
