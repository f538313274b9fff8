import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describeJobQueueContract } from '../../test/contracts/jobQueueContract.ts'
import { openJobQueue } from '../../test/contracts/openSqliteJobQueue.ts'

describeJobQueueContract('the queue in SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'weighthouse-queue-'))
  return {
    openJobQueue,
    module: new URL('../../test/contracts/openSqliteJobQueue.ts', import.meta.url).href,
    location: join(directory, 'weighthouse.db'),
    remove: () => rm(directory, { recursive: true }),
  }
})
