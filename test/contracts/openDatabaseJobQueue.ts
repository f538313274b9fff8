import { openDatabase } from '../../src/database/openDatabase.ts'
import { createDatabaseJobQueue } from '../../src/queue/createDatabaseJobQueue.ts'
import type { OpenJobQueue } from './jobQueueContract.ts'

/** The embedded queue in the database at `location`, for the contract suite and its child processes. */
export const openJobQueue: OpenJobQueue = async (location, options) => {
  const database = await openDatabase(location)
  return { queue: createDatabaseJobQueue({ database, ...options }), close: () => database.close() }
}
