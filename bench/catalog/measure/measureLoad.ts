import { importRecords } from './importRecords.ts'
import { openHouse } from './openHouse.ts'

/** Nobody waits while an empty home is filled. */
const modelsPerTransaction = 10_000

/** Seconds from an empty home until all records are in it, searchable, and it is closed with its checkpoint. */
export async function measureLoad(options: { home: string; databaseUrl?: string; file: string }): Promise<number> {
  const house = await openHouse(options.home, options.databaseUrl)
  const startedAt = performance.now()
  try {
    await importRecords(house, options.file, modelsPerTransaction)
    await house.catalog.search({ limit: 1 })
  } finally {
    await house.close()
  }
  return (performance.now() - startedAt) / 1000
}
