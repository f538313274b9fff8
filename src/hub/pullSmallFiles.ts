import { createHash } from 'node:crypto'

import { convertDiskError } from '../downloads/convertDiskError.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
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
const mostWaitingBytes = 16 * 1024 * 1024

interface Fetched {
  files: PlannedFile[]
  sha256: string
  bytes: Buffer
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
  const left = groups.filter((group) => !small.includes(group))
  const pulled: PulledFile[] = []
  let waiting: Fetched[] = []
  let waitingBytes = 0
  let storing: Promise<void> = Promise.resolve()
  let batches = 0

  async function store(): Promise<void> {
    const batch = waiting
    waiting = []
    waitingBytes = 0
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
      const rows = batch.flatMap(({ files, sha256, bytes }) =>
        files.map(({ path }) => ({ key: { repoId, commit: plan.commit, path }, file: { sha256, size: bytes.length } })),
      )
      await recordManyCompleted(parts, rows)
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
      batches--
    })()
    storing.catch(() => {})
    await before
  }

  try {
    let refused = 0
    await mapConcurrently(small, requestsAtOnce, async (files) => {
      // The store may be slower than the network.
      if (batches > 1) await storing
      // Who refuses several files in a row refuses the others, too; the usual way says why.
      const fetched = refused < mostRefused ? await fetchSmall(parts, plan, files, signal) : undefined
      refused = fetched ? 0 : refused + 1
      if (!fetched) return void left.push(files)
      waiting.push(fetched)
      waitingBytes += fetched.bytes.length
      if (waiting.length >= mostWaiting || waitingBytes >= mostWaitingBytes) await store()
    })
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

/** Undefined when it did not come, or is not what the source promised: then the usual way finds out why. */
async function fetchSmall(
  { http, sources, limiter }: HubParts,
  plan: PullPlan,
  files: PlannedFile[],
  signal: AbortSignal,
): Promise<Fetched | undefined> {
  const { url, size, sha256, gitSha1 } = files[0]!
  const { token } = findSource(sources, plan.source)
  try {
    await limiter?.take(size ?? 0, signal)
    const answer = await http.request({ url, signal, ...(token && { token }) })
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length > (size ?? 0)) return undefined
    }
    const bytes = Buffer.concat(chunks)
    const actual = createHash('sha256').update(bytes).digest('hex')
    const isRight =
      length === size &&
      (sha256 === undefined
        ? createHash('sha1').update(`blob ${length}\0`).update(bytes).digest('hex') === gitSha1
        : actual === sha256)
    return isRight ? { files, sha256: actual, bytes } : undefined
  } catch (error) {
    if (isWeighthouseError(error) && error.code !== 'CANCELLED') return undefined
    throw error
  }
}
