import { once } from 'node:events'

import type { OpenJobQueue } from './jobQueueContract.ts'

/*
 * A worker of its own process for the queue's contract suite:
 *   node jobQueueProcess.ts MODULE LOCATION WORKER_ID TASK LEASE_MS
 * It says `ready`, waits for a line on standard input, does its task and prints one id a line.
 */
const [module = '', location = '', workerId = '', task = '', leaseMs = ''] = process.argv.slice(2)
const { openJobQueue } = (await import(module)) as { openJobQueue: OpenJobQueue }
const opened = await openJobQueue(location, { leaseMs: Number(leaseMs) })
const { queue } = opened

process.stdout.write('ready\n')
await once(process.stdin, 'data')

switch (task) {
  case 'claim-all':
    for (let job = await queue.claim(workerId, ['work']); job; job = await queue.claim(workerId, ['work'])) {
      process.stdout.write(`${job.id}\n`)
      await queue.complete(job.id, workerId, { by: workerId })
    }
    break
  case 'enqueue-one':
    process.stdout.write(`${(await queue.enqueue('work', { by: workerId }, { dedupeKey: 'the-one' })).id}\n`)
    break
  case 'claim-and-hang': {
    const job = await queue.claim(workerId, ['work'])
    process.stdout.write(`${job?.id}\n`)
    await once(process.stdin, 'end')
    break
  }
  default:
    throw new Error(`unknown task ${task}`)
}
await opened.close()
process.exit(0)
