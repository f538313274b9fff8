import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describeSearchIndex } from '../../../test/contracts/searchIndexContract.ts'
import { openDatabase } from '../../database/openDatabase.ts'
import { createSqliteSearchIndex } from './createSqliteSearchIndex.ts'

describeSearchIndex('inside SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'weighthouse-search-'))
  const database = await openDatabase(join(directory, 'weighthouse.db'))
  return {
    database,
    index: createSqliteSearchIndex({ database }),
    async close() {
      await database.close()
      await rm(directory, { recursive: true })
    },
  }
})
