import type { Catalog } from '../catalog/catalog.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { PublishedSource } from './manifestFilter.ts'

/**
 * When the newest model of a source was made or changed; undefined when no model tells. "This week" in lists ends
 * there, so an old catalog still has one.
 */
export async function findNewest(
  catalog: Pick<Catalog, 'iterateEntries'>,
  source: PublishedSource,
): Promise<UtcMilliseconds | undefined> {
  let newest: UtcMilliseconds | undefined
  for (const sort of ['created', 'updated'] as const) {
    for await (const { entry } of catalog.iterateEntries({ source: [source], sort, limit: 1 })) {
      for (const time of [entry.createdAt, entry.updatedAt]) {
        if (time !== undefined && (newest === undefined || time > newest)) newest = time
      }
    }
  }
  return newest
}
