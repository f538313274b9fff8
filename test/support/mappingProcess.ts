/*
 * A process to be killed: maps and unmaps in turn, for ever, and prints a line before each.
 * Arguments: home, mapping directory.
 */
import { join } from 'node:path'

import { createApps } from '../../src/apps/createApps.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { createLibrary } from '../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../src/store/createLocalBlobStore.ts'

const [home = '', mappings = ''] = process.argv.slice(2)
const database = await openDatabase(join(home, 'weighthouse.db'))
const store = await createLocalBlobStore({ directory: join(home, 'store') })
const library = await createLibrary({ directory: join(home, 'models'), store })
const apps = createApps({
  database,
  library,
  mappingDirectories: [mappings],
  surroundings: { home, env: {}, platform: process.platform },
})
for (;;) {
  process.stdout.write('map\n')
  await apps.map()
  process.stdout.write('unmap\n')
  await apps.unmap()
}
