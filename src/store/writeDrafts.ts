import { closeSync, openSync, writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

/** A file that is to be made. */
export interface Draft {
  path: string
  bytes: Buffer
}

/** What the thread is given: files one after the other in `bytes`. */
export interface DraftOrder {
  paths: string[]
  lengths: number[]
  bytes: Uint8Array
}

/** Starting a thread takes as long as making so many files. */
const manyFiles = 200

/**
 * Makes read-only files, which must not be there; many of them in a thread, since the system takes its time for each name.
 * Rejects with the system's error; some of the files are made then.
 */
export async function writeDrafts(drafts: readonly Draft[]): Promise<void> {
  const order: DraftOrder = {
    paths: drafts.map(({ path }) => path),
    lengths: drafts.map(({ bytes }) => bytes.length),
    bytes: joinBytes(drafts),
  }
  if (drafts.length < manyFiles) return makeFiles(order)
  const worker = new Worker(new URL(import.meta.resolve('./writeDraftsThread.ts')), {
    workerData: order,
    transferList: [order.bytes.buffer as ArrayBuffer],
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  worker.on('error', reject)
  worker.on('exit', () => resolve())
  await promise
}

/** Works at once and keeps others waiting. */
export function makeFiles({ paths, lengths, bytes }: DraftOrder): void {
  let start = 0
  for (const [index, path] of paths.entries()) {
    const end = start + lengths[index]!
    const descriptor = openSync(path, 'wx', 0o444)
    try {
      for (let at = start; at < end;) at += writeSync(descriptor, bytes, at, end - at)
    } finally {
      closeSync(descriptor)
    }
    start = end
  }
}

function joinBytes(drafts: readonly Draft[]): Uint8Array {
  const all = new Uint8Array(drafts.reduce((sum, { bytes }) => sum + bytes.length, 0))
  let at = 0
  for (const { bytes } of drafts) {
    all.set(bytes, at)
    at += bytes.length
  }
  return all
}
