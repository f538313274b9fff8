import { downloadFile } from '../downloads/downloadFile.ts'
import type { Digests } from '../downloads/hashing/digests.ts'
import { type ErrorCode, isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import { readFreeBytes } from '../foundation/files/readFreeBytes.ts'
import { checkFileNames } from './checkFileNames.ts'
import { checkFreeSpace } from './checkFreeSpace.ts'
import { findSource } from './findSource.ts'
import type { HubParts } from './hubParts.ts'
import { mapConcurrently } from './mapConcurrently.ts'
import type { PlannedFile, PulledFile, PulledModel, PullPlan, PullProgress } from './pullPlan.ts'
import { pullSmallFiles } from './pullSmallFiles.ts'
import { createPullTally, type PullTally } from './pullTally.ts'
import { recordCompleted, recordStatus } from './recordArtifact.ts'
import { recordTree } from './recordTree.ts'
import { sweepIncoming } from './sweepIncoming.ts'

export interface PullOptions {
  signal?: AbortSignal | undefined
  /** At most ten times a second, and once at the end. */
  onProgress?: ((progress: PullProgress) => void) | undefined
}

// What ends a pull at once: the next file would meet the same. A file that is wrong or gone at the source says nothing
// of the others, so these are still brought.
const fatal: readonly ErrorCode[] = [
  'CANCELLED',
  'DISK_FULL',
  'PERMISSION_DENIED',
  'GATED',
  'UNAUTHORIZED',
  'RATE_LIMITED',
  'SOURCE_UNREACHABLE',
]

/**
 * Carries out a plan: brings what is missing into the store, several files at a time, and records each artifact. May be
 * called again after any failure; finished files are not fetched twice. When a file fails, the others are finished
 * first unless the failure would be theirs too; then the first failure is thrown.
 *
 * @throws WeighthouseError DISK_FULL, UNSAFE_PATH, and those of downloadFile
 */
export async function pullModel(parts: HubParts, plan: PullPlan, options: PullOptions = {}): Promise<PulledModel> {
  checkFileNames(plan.files.map(({ path }) => path))
  const folder = parts.store.incomingDirectory
  await sweepIncoming(folder, parts.clock())
  checkFreeSpace({ ...plan, freeBytes: await readFreeBytes(folder), folder })
  const repoId = await recordTree(parts, { ...plan, files: [...plan.files, ...plan.leftOut] })
  const tally = createPullTally(plan, options.onProgress)
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const failures: WeighthouseError[] = []

  const groups = groupByContent(plan.files)
  const small = await pullSmallFiles(parts, { plan, repoId, groups, tally, signal })
  const pulled = await mapConcurrently(small.left, parts.downloadConcurrency, async (files) => {
    if (stop.signal.aborted) return []
    try {
      return await pullContent(parts, { plan, repoId, files, tally, signal })
    } catch (error) {
      if (!isWeighthouseError(error)) {
        stop.abort(error)
        throw error
      }
      // Files that were stopped because another one failed have nothing to say.
      if (!(error.code === 'CANCELLED' && stop.signal.aborted)) failures.push(error)
      if (fatal.includes(error.code)) stop.abort(error)
      return []
    }
  })
  const [first, ...more] = failures
  if (first) throw more.length === 0 ? first : joinFailures(plan, first, more)
  tally.finish()

  const byPath = new Map([...small.pulled, ...pulled.flat()].map((file) => [file.path, file]))
  return {
    slug: plan.slug,
    source: plan.source,
    id: plan.id,
    revision: plan.revision,
    commit: plan.commit,
    files: plan.files.map(({ path }) => byPath.get(path)!),
    ...tally.totals(),
  }
}

interface ContentPull {
  plan: PullPlan
  repoId: string
  /** Files of the same bytes. */
  files: PlannedFile[]
  tally: PullTally
  signal: AbortSignal
}

async function pullContent(
  parts: HubParts,
  { plan, repoId, files, tally, signal }: ContentPull,
): Promise<PulledFile[]> {
  const file = files[0]!
  const keys = files.map(({ path }) => ({ repoId, commit: plan.commit, path }))
  const stored = file.sha256 === undefined ? undefined : await parts.store.stat(file.sha256)
  if (stored && (file.size === undefined || file.size === stored.size)) {
    for (const key of keys) await recordCompleted(parts, key, stored, false)
    for (const { path } of files) tally.done(path, { size: stored.size, fetchedBytes: 0, skippedBytes: stored.size })
    return files.map(({ path }) => ({ path, size: stored.size, sha256: stored.sha256 }))
  }
  if (plan.offline) throw vanished(plan, file)

  const source = findSource(parts.sources, plan.source)
  for (const key of keys) await recordStatus(parts, key, 'downloading')
  try {
    const { url, size, sha256, gitSha1, others, path } = file
    const downloaded = await downloadFile({
      file: {
        url,
        // Only a hash makes it sure that a mirror sent the file.
        mirrors: (sha256 ?? gitSha1) === undefined ? [] : (parts.mirrorsOf?.(url) ?? []),
        size,
        sha256,
        gitSha1,
        others,
        label: path,
        token: source.token,
      },
      store: parts.store,
      http: parts.http,
      follower: parts.follower,
      limiter: parts.limiter,
      slots: parts.slots,
      digests: parts.digests,
      mostStreams: parts.mostStreams,
      signal,
      ...(parts.wait && { wait: parts.wait }),
      explainError: (error) => source.explainError(error, plan.id),
      onProgress: (progress) => tally.moved(path, progress),
    })
    for (const key of keys) await recordCompleted(parts, key, downloaded, true)
    tally.done(path, downloaded)
    for (const { path } of files.slice(1)) {
      tally.done(path, { size: downloaded.size, fetchedBytes: 0, skippedBytes: downloaded.size })
    }
    const { size: actualSize, sha256: actualSha256 } = downloaded
    const hashes = toHashes(downloaded.digests)
    return files.map(({ path }) => ({ path, size: actualSize, sha256: actualSha256, ...(hashes && { hashes }) }))
  } catch (error) {
    const status = isWeighthouseError(error, 'CANCELLED') ? 'pending' : 'failed'
    for (const key of keys) await recordStatus(parts, key, status)
    throw error
  }
}

/** Those that there are; a short file has not all of them. */
function toHashes(digests: Digests | undefined): Record<string, string> | undefined {
  const found = Object.entries(digests ?? {}).flatMap(([name, hash]) =>
    name === 'sha256' || hash === undefined ? [] : [[name, hash] as const],
  )
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

function groupByContent(files: PlannedFile[]): PlannedFile[][] {
  return [...Map.groupBy(files, (file) => file.sha256 ?? file.gitSha1 ?? file.path).values()]
}

function vanished(plan: PullPlan, file: PlannedFile): WeighthouseError {
  return new WeighthouseError('CONFLICT', `${file.path} of ${plan.slug} was in the store and is no longer.`, {
    hint: 'Pull again with the source in reach.',
    details: { slug: plan.slug, file: file.path, sha256: file.sha256 },
  })
}

/** The first failure, under its own code, with how many more there were. */
function joinFailures(plan: PullPlan, first: WeighthouseError, more: WeighthouseError[]): WeighthouseError {
  return new WeighthouseError(first.code, `${first.message} ${more.length} more files of ${plan.slug} failed.`, {
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    details: { ...first.details, failed: [first, ...more].map(({ code, message }) => ({ code, message })) },
    cause: first,
  })
}
