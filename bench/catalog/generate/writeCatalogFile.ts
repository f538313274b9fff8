import { open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import type { BlockAnswer, BlockRequest, BlockWorkerData } from './makeBlocks.ts'
import type { CatalogPlan } from './planCatalog.ts'
import type { CatalogProfile } from './profile.ts'

/** Models of one message to a thread; runs of a source end at its multiples. */
const blockLength = 1000
/** Blocks that a thread has waiting. */
const ahead = 3

/**
 * Writes the records of these models as NDJSON, in their order, made by as many threads as there are cores. The file is
 * the same however many they are.
 * @returns its bytes
 */
export async function writeCatalogFile(
  path: string,
  options: { profile: CatalogProfile; plan: CatalogPlan; models: Iterable<number>; round?: number },
): Promise<number> {
  const workerData: BlockWorkerData = { profile: options.profile, plan: options.plan, round: options.round ?? 0 }
  const threads = Array.from(
    { length: Math.min(8, availableParallelism()) },
    () => new Worker(join(import.meta.dirname, 'makeBlocks.ts'), { workerData }),
  )
  const file = await open(path, 'w')
  try {
    return await writeInOrder(threads, blocksOf(options.models), (bytes) => file.writeFile(bytes))
  } finally {
    await file.close()
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

async function writeInOrder(
  threads: readonly Worker[],
  blocks: Iterator<number[]>,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<number> {
  const done = new Map<number, Uint8Array>()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let [asked, written, bytes, writing, ended] = [0, 0, 0, false, false]
  const askNext = (thread: Worker) => {
    const next = blocks.next()
    ended = next.done === true
    if (next.done) return
    const request: BlockRequest = { block: asked++, models: next.value }
    thread.postMessage(request, [])
  }
  const flush = async () => {
    if (writing) return
    writing = true
    for (let next = done.get(written); next; next = done.get(written)) {
      done.delete(written++)
      bytes += next.length
      await write(next)
    }
    writing = false
    if (ended && written === asked) resolve()
  }
  for (const thread of threads) {
    thread.on('error', reject)
    thread.on('message', ({ block, ndjson }: BlockAnswer) => {
      done.set(block, ndjson)
      askNext(thread)
      flush().catch(reject)
    })
  }
  for (let round = 0; round < ahead; round++) for (const thread of threads) askNext(thread)
  if (asked === 0) resolve()
  await promise
  return bytes
}

function* blocksOf(models: Iterable<number>): Generator<number[], void> {
  let block: number[] = []
  for (const model of models) {
    block.push(model)
    if (block.length < blockLength) continue
    yield block
    block = []
  }
  if (block.length > 0) yield block
}
