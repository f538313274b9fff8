import { once } from 'node:events'

import { openTestHouse } from '../../src/jobs/testing/openTestHouse.ts'

/** What bundleProcess.ts is told, as JSON. */
export interface BundleOrder {
  type: 'bundle_export' | 'bundle_import'
  payload: Record<string, unknown>
}

/*
 * Exports or imports in a process of its own, to be killed: node bundleProcess.ts HOME ORDER_AS_JSON. Says `ready`, waits
 * for a line, says `done` when it has ended well.
 */
if (process.argv[1] === import.meta.filename) {
  const [home = '', order = '{}'] = process.argv.slice(2)
  const { type, payload } = JSON.parse(order) as BundleOrder
  const nowhere = 'http://127.0.0.1:9'
  const house = await openTestHouse({ home, hfUrl: nowhere, civitaiUrl: nowhere, workerId: `test-${process.pid}` })
  process.stdout.write('ready\n')
  await once(process.stdin, 'data')
  const job = await house.run(type, payload)
  await house.close()
  if (job.state !== 'completed') throw new Error(JSON.stringify(job.error))
  process.stdout.write('done\n')
  process.exit(0)
}
