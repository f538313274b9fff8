import { workerData } from 'node:worker_threads'

import { type DraftOrder, makeFiles } from './writeDrafts.ts'

/* Makes files while others go on; see writeDrafts.ts. */

makeFiles(workerData as DraftOrder)
