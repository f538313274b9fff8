import { parentPort, workerData } from 'node:worker_threads'

import { createIndexRunner } from './createIndexRunner.ts'
import type { IndexOrder, IndexSettings } from './indexMessages.ts'

const run = createIndexRunner(workerData as IndexSettings)

parentPort?.on('message', (order: IndexOrder) => {
  void run(order).then((answer) => parentPort?.postMessage(answer, []))
})
