import { syncSource } from '../../src/catalog/sync/syncSource.ts'
import { openTestCatalog } from './catalogFixtures.ts'
import { listedForKill } from './catalogSyncKilled.ts'

/*
 * A sync in a process of its own, to be killed in the middle:
 *   node catalogSyncProcess.ts FOLDER
 * Says on standard output how many models it has, page by page.
 */
const [folder = ''] = process.argv.slice(2)
const { catalog } = await openTestCatalog(folder)
await syncSource({
  catalog,
  source: listedForKill({ pauseMs: 20 }),
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
})
