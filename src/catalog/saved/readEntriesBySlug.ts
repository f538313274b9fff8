import { isWeighthouseError } from '../../foundation/errors.ts'
import type { Catalog, CatalogEntry } from '../catalog.ts'

/** The entries of these slugs; one that the catalog does not have is left out. */
export async function readEntriesBySlug(
  catalog: Pick<Catalog, 'getEntry'>,
  slugs: readonly string[],
): Promise<Map<string, CatalogEntry>> {
  const entries = new Map<string, CatalogEntry>()
  for (const slug of slugs) {
    try {
      entries.set(slug, await catalog.getEntry(slug))
    } catch (error) {
      if (!isWeighthouseError(error, 'MODEL_NOT_FOUND')) throw error
    }
  }
  return entries
}
