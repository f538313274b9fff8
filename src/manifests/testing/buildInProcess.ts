import { createCatalog } from '../../catalog/createCatalog.ts'
import { openDatabase } from '../../database/openDatabase.ts'
import { buildManifests } from '../buildManifests.ts'

/* Builds manifests in a process of its own, to be killed: node buildInProcess.ts DATABASE OUT */
const [databasePath = '', out = ''] = process.argv.slice(2)
const database = await openDatabase(databasePath)
await buildManifests({
  catalog: createCatalog({ database }),
  out,
  onProgress: () => process.stdout.write('writing\n'),
})
await database.close()
