import { parentPort } from 'node:worker_threads'

import type { SourceName } from '../../../ids/slug.ts'
import { createBatchEncoder } from './createBatchEncoder.ts'
import type { EncodedBatch } from './encodedBatch.ts'
import { type PreparedLines, prepareEachLine } from './prepareLines.ts'

/* A thread that prepares records: gets NDJSON, answers with what the catalog keeps of it, in the order of asking. */

export interface ThreadRequest {
  lines: Uint8Array<ArrayBuffer>
  /** Of records that do not name theirs. */
  source: SourceName | undefined
}

export interface ThreadAnswer extends Pick<PreparedLines, 'removed'> {
  batch: EncodedBatch
}

const encoder = createBatchEncoder()

parentPort?.on('message', ({ lines, source }: ThreadRequest) => {
  const { rejected, removed } = prepareEachLine(lines, source, encoder.add)
  const batch = encoder.take(rejected)
  const answer: ThreadAnswer = { batch, removed }
  parentPort?.postMessage(answer, [batch.bytes.buffer, batch.numbers.buffer])
})
