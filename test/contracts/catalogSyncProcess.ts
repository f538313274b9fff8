import { createCatalog } from '../../src/catalog/createCatalog.ts'
import { syncSource } from '../../src/catalog/sync/syncSource.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { listedForKill } from './catalogSyncKilled.ts'

/*
 * A sync in a process of its own, to be killed in the middle:
 *   node catalogSyncProcess.ts DATABASE
 * Says on standard output how many models it has, page by page.
 */
const [location = ''] = process.argv.slice(2)
const database = await openDatabase(location)
await syncSource({
  catalog: createCatalog({ database }),
  source: listedForKill({ pauseMs: 20 }),
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
})
