import type { Kysely } from 'kysely'

import { importCatalog } from '../../src/catalog/bundle/importCatalog.ts'
import { createCatalog } from '../../src/catalog/createCatalog.ts'
import { createCatalogWriter } from '../../src/catalog/write/createCatalogWriter.ts'
import { createRecordPreparer } from '../../src/catalog/write/preparer/createRecordPreparer.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import type { Tables } from '../../src/database/schema.ts'
import { delay, systemClock } from '../../src/foundation/time.ts'

/*
 * An import in a process of its own that comes to a halt in the middle, to be killed there:
 *   node catalogImportProcess.ts DATABASE FILE MODELS [thread]
 * Once so many models are there, it says on standard output how many, and goes on no more. With `thread` it is the
 * catalog's own import, which works in a thread.
 */
const [location = '', file = '', models = '', how] = process.argv.slice(2)
const database = await openDatabase(location)
const modelsPerTransaction = 50
const isEnough = (count: number) => count >= Number(models)

async function countModels(kysely: Kysely<Tables>): Promise<number> {
  const { count } = await kysely
    .selectFrom('models')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Never ends. */
async function halt(count: number): Promise<void> {
  process.stdout.write(`${count}\n`)
  for (;;) await delay(60_000)
}

if (how === 'thread') {
  const importing = createCatalog({ database }).importBundle(file, { modelsPerTransaction })
  while (!isEnough(await countModels(database.kysely))) await delay(1)
  // Nobody else writes as long as this transaction goes on.
  await database.write(async (transaction) => halt(await countModels(transaction)))
  await importing
} else {
  const writer = createCatalogWriter({ database, clock: systemClock })
  const halting: typeof writer = {
    ...writer,
    async write(work) {
      const result = await writer.write(work)
      const count = await countModels(database.kysely)
      if (isEnough(count)) await halt(count)
      return result
    },
  }
  await importCatalog({ database, preparer: createRecordPreparer(), writer: halting }, file, { modelsPerTransaction })
}
