import { parentPort, workerData } from 'node:worker_threads'

import { createRecords } from './createRecords.ts'
import type { CatalogPlan } from './planCatalog.ts'
import type { CatalogProfile } from './profile.ts'

/* A worker thread: gets the first and last number of a block of models, answers its NDJSON. */

/** What the thread is started with. */
export interface BlockWorkerData {
  profile: CatalogProfile
  plan: CatalogPlan
  /** Above 0: the records as a later crawl sees them. */
  round: number
}

export interface BlockRequest {
  /** The block's place in the file. */
  block: number
  models: number[]
}

export interface BlockAnswer {
  block: number
  ndjson: Uint8Array<ArrayBuffer>
}

const { profile, plan, round }: BlockWorkerData = workerData
const makeRecord = createRecords(profile, plan)
parentPort?.on('message', ({ block, models }: BlockRequest) => {
  let text = ''
  for (const model of models) text += `${JSON.stringify(makeRecord(model, round))}\n`
  const ndjson = new TextEncoder().encode(text)
  const answer: BlockAnswer = { block, ndjson }
  parentPort?.postMessage(answer, [ndjson.buffer])
})
