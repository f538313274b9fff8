import { describeJobQueueContract } from '../../test/contracts/jobQueueContract.ts'
import { openJobQueue } from '../../test/contracts/openDatabaseJobQueue.ts'
import { testEngines } from '../../test/support/engines.ts'

const module = new URL('../../test/contracts/openDatabaseJobQueue.ts', import.meta.url).href

for (const engine of testEngines) {
  describeJobQueueContract(`the queue in ${engine.label}`, async () => {
    const { location, remove } = await engine.makePlace()
    return { openJobQueue, module, location, remove }
  })
}
