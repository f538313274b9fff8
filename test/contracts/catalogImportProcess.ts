import { importCatalog } from '../../src/catalog/bundle/importCatalog.ts'
import { createCatalogWriter } from '../../src/catalog/write/createCatalogWriter.ts'
import { createRecordPreparer } from '../../src/catalog/write/preparer/createRecordPreparer.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { systemClock } from '../../src/foundation/time.ts'

/*
 * An import in a process of its own, to be killed in the middle:
 *   node catalogImportProcess.ts DATABASE FILE
 * Says on standard output how many models it has, transaction by transaction.
 */
const [location = '', file = ''] = process.argv.slice(2)
const database = await openDatabase(location)
const writer = createCatalogWriter({ database, clock: systemClock })
await importCatalog(
  {
    database,
    preparer: createRecordPreparer(),
    writer: {
      ...writer,
      async write(work) {
        const result = await writer.write(work)
        const { count } = await database.kysely
          .selectFrom('models')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
        process.stdout.write(`${count}\n`)
        return result
      },
    },
  },
  file,
  { modelsPerTransaction: 50 },
)
