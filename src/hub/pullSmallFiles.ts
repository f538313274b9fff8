import { createHash, hash } from 'node:crypto'

import { convertDiskError } from '../downloads/convertDiskError.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
import type { HttpRequest } from '../foundation/http/httpClient.ts'
import { findSource } from './findSource.ts'
import type { HubParts } from './hubParts.ts'
import { mapConcurrently } from './mapConcurrently.ts'
import type { PlannedFile, PulledFile, PullPlan } from './pullPlan.ts'
import type { PullTally } from './pullTally.ts'
import { recordManyCompleted } from './recordArtifact.ts'

/** A file that is fetched into memory and needs no journal: fetching it again is as fast as looking. Bytes. */
export const smallBytes = 256 * 1024
/** Fewer are not worth the trouble. */
const fewest = 16
const requestsAtOnce = 24
const mostRefused = 8
/** What waits in memory for the store. */
const mostWaiting = 1000
const mostWaitingBytes = 4 * 1024 * 1024

/** Whether the server's answers can be read the faster way; undefined until it was asked once. */
interface Way {
  isPlain: boolean | undefined
}

/** Files that wait for the store, their bytes one after the other in memory that is used again. */
interface Batch {
  room: Buffer
  used: number
  fetched: { files: PlannedFile[]; sha256: string; bytes: Buffer }[]
}

/**
 * Brings the small files of a plan: each with one request, verified in memory, into the store by hundreds. A repo of ten
 * thousand would else pay ten thousand times for locks, journals and a disk that is told to write.
 *
 * @param groups files of the same bytes
 * @returns what is here now, and the groups that are to be brought one by one: larger ones, those without a hash, and
 *   whatever was not the file or did not come
 */
export async function pullSmallFiles(
  parts: HubParts,
  options: { plan: PullPlan; repoId: string; groups: PlannedFile[][]; tally: PullTally; signal: AbortSignal },
): Promise<{ pulled: PulledFile[]; left: PlannedFile[][] }> {
  const { plan, repoId, groups, tally, signal } = options
  const small = groups.filter(([file]) => file && isSmall(file))
  if (small.length < fewest || plan.offline) return { pulled: [], left: groups }
  const taken = new Set(small)
  const left = groups.filter((group) => !taken.has(group))
  const pulled: PulledFile[] = []
  const rooms: Buffer[] = []
  const scratches: Buffer[] = []
  const openBatch = (): Batch => ({
    room: rooms.pop() ?? Buffer.allocUnsafeSlow(mostWaitingBytes),
    used: 0,
    fetched: [],
  })
  let waiting = openBatch()
  let storing: Promise<void> = Promise.resolve()
  let batches = 0

  async function store(): Promise<void> {
    const { fetched: batch, room } = waiting
    waiting = openBatch()
    // The next ones are fetched meanwhile; a failure is thrown to whoever stores next.
    const before = storing
    batches++
    storing = (async () => {
      await before
      try {
        await parts.store.putSmall(batch.map(({ sha256, bytes }) => ({ sha256, bytes })))
      } catch (error) {
        throw convertDiskError(error, plan.slug, parts.store.incomingDirectory)
      }
      const brought = batch.flatMap(({ files, sha256, bytes }) =>
        files.map(({ path }) => ({ path, sha256, size: bytes.length })),
      )
      await recordManyCompleted(parts, { repoId, commit: plan.commit }, brought)
      for (const { files, sha256, bytes } of batch) {
        const size = bytes.length
        for (const [index, { path }] of files.entries()) {
          pulled.push({ path, size, sha256 })
          tally.done(
            path,
            index === 0 ? { size, fetchedBytes: size, skippedBytes: 0 } : { size, fetchedBytes: 0, skippedBytes: size },
          )
        }
      }
      rooms.push(room)
      batches--
    })()
    storing.catch(() => {})
    await before
  }

  try {
    let refused = 0
    const way: Way = { isPlain: undefined }
    const bring = async (files: PlannedFile[]) => {
      // The store may be slower than the network.
      if (batches > 1) await storing
      // Who refuses several files in a row refuses the others, too; the usual way says why.
      if (refused >= mostRefused) return void left.push(files)
      const scratch = scratches.pop() ?? Buffer.allocUnsafeSlow(smallBytes)
      const fetched = await fetchSmall(parts, plan, files[0]!, { way, room: scratch, signal })
      refused = fetched ? 0 : refused + 1
      if (!fetched) left.push(files)
      else {
        if (waiting.used + fetched.size > mostWaitingBytes) await store()
        const bytes = waiting.room.subarray(waiting.used, (waiting.used += fetched.size))
        scratch.copy(bytes, 0, 0, fetched.size)
        waiting.fetched.push({ files, sha256: fetched.sha256, bytes })
        scratches.push(scratch)
        if (waiting.fetched.length >= mostWaiting) await store()
      }
    }
    // The first one finds out whether the server answers so that the faster way is of use.
    await bring(small[0]!)
    await mapConcurrently(small.slice(1), requestsAtOnce, bring)
  } finally {
    // What came before a failure is kept all the same.
    await store()
    await storing
  }
  return { pulled, left }
}

function isSmall({ size, state, hashTold, sha256, gitSha1 }: PlannedFile): boolean {
  return (
    state === 'missing' && hashTold && size !== undefined && size <= smallBytes && (sha256 ?? gitSha1) !== undefined
  )
}

/**
 * Fetches one file into `room`. Undefined when it did not come, or is not what the source promised: then the usual way
 * finds out why, and `room` is to be forgotten, since somebody may still write to it.
 */
async function fetchSmall(
  { http, sources, limiter }: HubParts,
  plan: PullPlan,
  { url, size = 0, sha256, gitSha1 }: PlannedFile,
  { way, room, signal }: { way: Way; room: Buffer; signal: AbortSignal },
): Promise<{ sha256: string; size: number } | undefined> {
  const { token } = findSource(sources, plan.source)
  const bytes = room.subarray(0, size)
  try {
    await limiter?.take(size, signal)
    if ((await fetchBytes(http, { url, signal, ...(token && { token }) }, { way, room: bytes })) !== size)
      return undefined
    const actual = hash('sha256', bytes)
    const isRight = sha256 === undefined ? hashGitBlob(bytes) === gitSha1 : actual === sha256
    return isRight ? { sha256: actual, size } : undefined
  } catch (error) {
    if (isWeighthouseError(error) && error.code !== 'CANCELLED') return undefined
    throw error
  }
}

/** @returns how many bytes came; more than there is room for means that the rest was not waited for */
async function fetchBytes(
  http: HubParts['http'],
  request: Pick<HttpRequest, 'url' | 'signal' | 'token'>,
  { way, room }: { way: Way; room: Buffer },
): Promise<number> {
  let length = 0
  const take = (chunk: Uint8Array) => {
    if (length + chunk.length <= room.length) room.set(chunk, length)
    length += chunk.length
    return length > room.length
  }
  const plain = way.isPlain === false ? undefined : await http.requestPlain(request)
  way.isPlain ??= plain?.status === 200
  if (plain?.status === 200) {
    await plain.read((chunk) => (take(chunk) ? 'stop' : copied))
    return length
  }
  plain?.destroy()
  const answer = await http.request(request)
  for await (const chunk of answer.body as AsyncIterable<Buffer>) if (take(chunk)) break
  return length
}

const copied = Promise.resolve()

function hashGitBlob(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
