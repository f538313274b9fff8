import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

import { systemErrorCode } from '../../foundation/errors.ts'
import { createDigest, type Digest, type DigestName } from './digests.ts'
import type { FollowAnswer, FollowOrder } from './followMessages.ts'

/*
 * Hashes files while they grow. What is read was written a moment ago, so it comes from memory: waiting for it costs
 * nothing, and a short buffer stays in the processor's cache between reading and hashing.
 */

const buffer = Buffer.allocUnsafeSlow(256 * 1024)
/** Bytes after which new orders are heard. */
const sliceBytes = 16 * 1024 * 1024

interface Followed {
  descriptor: number
  digests: { name: DigestName; digest: Digest }[]
  at: number
  to: number
  finishing: boolean
}

const files = new Map<number, Followed>()
let working = false

function answer(message: FollowAnswer): void {
  parentPort?.postMessage(message, [])
}

async function open({ id, path, digests }: Extract<FollowOrder, { kind: 'open' }>): Promise<void> {
  const made = await Promise.all(digests.map(async (name) => ({ name, digest: await createDigest(name) })))
  files.set(id, { descriptor: openSync(path, 'r'), digests: made, at: 0, to: 0, finishing: false })
}

function close(id: number): void {
  const file = files.get(id)
  files.delete(id)
  if (file) closeSync(file.descriptor)
}

/** @returns whether there is more to do for this file */
function readSlice(id: number, file: Followed): boolean {
  const end = Math.min(file.to, file.at + sliceBytes)
  const start = file.at
  while (file.at < end) {
    const count = readSync(file.descriptor, buffer, 0, Math.min(buffer.length, end - file.at), file.at)
    if (count === 0) throw new Error('The file became shorter while it was hashed.')
    const bytes = buffer.subarray(0, count)
    for (const { digest } of file.digests) digest.update(bytes)
    file.at += count
  }
  if (file.at > start) answer({ id, kind: 'read', bytes: file.at })
  if (file.at < file.to) return true
  if (file.finishing) {
    const digests = Object.fromEntries(file.digests.map(({ name, digest }) => [name, digest.finish()]))
    close(id)
    answer({ id, kind: 'finished', digests })
  }
  return false
}

/** Whether an order has come since the files were looked at. */
let hasNews = false

async function work(): Promise<void> {
  hasNews = true
  if (working) return
  working = true
  while (hasNews) {
    hasNews = false
    for (const [id, file] of files) {
      try {
        if (readSlice(id, file)) hasNews = true
      } catch (error) {
        fail(id, error)
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  working = false
}

function fail(id: number, error: unknown): void {
  close(id)
  answer({
    id,
    kind: 'failed',
    message: error instanceof Error ? error.message : String(error),
    code: systemErrorCode(error),
  })
}

// One after the other: a file is open before it is read.
let turn: Promise<void> = Promise.resolve()

parentPort?.on('message', (order: FollowOrder) => {
  turn = turn.then(() => obey(order)).catch((error: unknown) => fail(order.id, error))
})

async function obey(order: FollowOrder): Promise<void> {
  if (order.kind === 'open') return open(order)
  if (order.kind === 'close') return close(order.id)
  const file = files.get(order.id)
  if (!file) return
  if (order.kind === 'advance') file.to = Math.max(file.to, order.to)
  else file.finishing = true
  void work()
}
