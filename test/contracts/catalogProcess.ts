import { once } from 'node:events'

import { openDatabase } from '../../src/database/openDatabase.ts'
import { makeRecord, openTestCatalog } from './catalogFixtures.ts'
import { holdWrites } from './holdWrites.ts'
import type { CatalogTask } from './startCatalogProcess.ts'

/*
 * A process of its own with a catalog, for the tests of the search index:
 *   node catalogProcess.ts LOCATION TASK
 * It says `ready`, waits for a line on standard input, and does its task.
 */
const [location = '', task = ''] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

say('ready')
await once(process.stdin, 'data')

let isHeld = false
const test = await openTestCatalog(
  async () => {
    const database = await openDatabase(location)
    const held = holdWrites(database, async (before) => {
      // Some parts are written then, and none is published.
      if (!isHeld || before < 3) return
      say('holding')
      await once(process.stdin, 'end')
    })
    return { database: held, location, remove: () => database.close() }
  },
  { fewestToKeep: 1 },
)

switch (task as CatalogTask) {
  case 'write':
    for (let batch = 0; batch < 5; batch++) {
      await test.write(...Array.from({ length: 20 }, (_, index) => makeRecord(`other/zebra-${batch * 20 + index}`)))
    }
    break
  case 'hang-in-write':
    await test.catalog.write(async (writer) => {
      const { records } = await test.catalog.prepare('huggingface', [makeRecord('other/giraffe').record])
      await writer.writePrepared(records)
      say('written')
      await once(process.stdin, 'end')
    })
    break
  case 'checkpoint':
    await test.index.read()
    await test.index.checkpoint()
    break
  case 'hang-in-checkpoint':
    await test.index.read()
    isHeld = true
    await test.index.checkpoint()
    break
}
await test.close()
process.exit(0)
