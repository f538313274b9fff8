import { isWeighthouseError, systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import type { HttpClient } from '../foundation/http/httpClient.ts'
import { delay } from '../foundation/time.ts'
import type { BlobStore } from '../store/blobStore.ts'
import { convertDiskError } from './convertDiskError.ts'
import { removeJournal } from './downloadJournal.ts'
import { type DownloadProgress, throttleProgress } from './downloadProgress.ts'
import type { FileToDownload } from './fileToDownload.ts'
import type { FileFollower } from './hashing/createFileFollower.ts'
import type { DigestName, Digests } from './hashing/digests.ts'
import { acquireLock } from './lockFile.ts'
import { openPartialFile, type PartialFile } from './partialFile.ts'
import { type PartialPaths, partialPaths } from './partialPaths.ts'
import type { RateLimiter } from './transfer/rateLimiter.ts'
import type { StreamSlots } from './transfer/streamSlots.ts'
import { transferFile } from './transfer/transferFile.ts'
import { type Verdict, type Verified, verifyContent } from './verifyContent.ts'

export interface DownloadOptions {
  file: FileToDownload
  store: BlobStore
  http: HttpClient
  follower: FileFollower
  /** Streams that fetch the file at the same time, at most; default 8. */
  mostStreams?: number | undefined
  limiter?: RateLimiter | undefined
  slots?: StreamSlots | undefined
  /** Hashes that are wanted besides sha256; they are worked out in the same pass. */
  digests?: readonly DigestName[] | undefined
  signal?: AbortSignal | undefined
  /** At most ten times a second, and once at the end. */
  onProgress?: ((progress: DownloadProgress) => void) | undefined
  /** The source's way to say what its refusals mean (Source.explainError). */
  explainError?: ((error: unknown) => unknown) | undefined
  /** Waits between two tries. */
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** A file that is in the store now. All sizes in bytes. */
export interface DownloadedFile {
  sha256: string
  size: number
  /** By what it was proved; a file that was in the store already is proved by its sha256. */
  verified: Verified
  /** Over the network, with what had to be fetched twice. */
  fetchedBytes: number
  /** Of the file, here before. */
  skippedBytes: number
  /** Those that were asked for, of a file that was downloaded now. */
  digests?: Digests | undefined
}

const usualStreams = 8

/**
 * Brings one file into the store, verified; continues what an earlier run left in the incoming folder.
 *
 * May be called twice for the same file, by one process or several: one downloads, the others wait and use the blob.
 * Killed at any moment, it leaves a partial file with a journal that the next call continues, and never a half blob.
 * Bytes of the wrong hash are removed and fetched once more from the first; then the download fails.
 *
 * @throws WeighthouseError VERIFICATION_FAILED (the source's bytes are not what it promised), DISK_FULL, CANCELLED,
 *   SOURCE_UNREACHABLE, RATE_LIMITED, UNAUTHORIZED, GATED, FILE_NOT_FOUND, SOURCE_ERROR. The partial file is kept
 *   in all cases but VERIFICATION_FAILED.
 */
export async function downloadFile(options: DownloadOptions): Promise<DownloadedFile> {
  const { file, store, signal } = options
  try {
    const stored = await findStored(options)
    if (stored) return stored
    const paths = partialPaths(store.incomingDirectory, file)
    const release = await acquireLock(paths.lock, signal)
    try {
      // Whoever held the lock may have finished the file.
      return (await findStored(options)) ?? (await downloadLocked(options, paths))
    } finally {
      await release()
    }
  } catch (error) {
    if (signal?.aborted && (error === signal.reason || isWeighthouseError(error, 'CANCELLED'))) {
      throw new WeighthouseError('CANCELLED', `The download of ${file.label} was cancelled.`, {
        hint: 'Run the same command again: it continues there.',
        cause: error,
      })
    }
    throw convertDiskError(error, file.label, store.incomingDirectory)
  }
}

async function findStored({ file, store, onProgress }: DownloadOptions): Promise<DownloadedFile | undefined> {
  if (file.sha256 === undefined) return undefined
  const blob = await store.stat(file.sha256)
  if (!blob || (file.size !== undefined && file.size !== blob.size)) return undefined
  onProgress?.({ doneBytes: blob.size, totalBytes: blob.size, fetchedBytes: 0 })
  return { ...blob, verified: 'sha256', fetchedBytes: 0, skippedBytes: blob.size }
}

async function downloadLocked(options: DownloadOptions, paths: PartialPaths): Promise<DownloadedFile> {
  const { file, store } = options
  const report = throttleProgress(options.onProgress)
  let fetchedBytes = 0
  for (let fresh = false; ; fresh = true) {
    const partial = await openPartialFile(paths, file, { ...options, digests: wantedDigests(options) })
    const describe = () => ({ doneBytes: partial.here.total, totalBytes: partial.expected.size, fetchedBytes })
    const onBytes = (bytes: number) => {
      fetchedBytes += bytes
      report(describe)
    }
    const verdict = await keepOnFailure(partial, async () => {
      const first = await fetchAndVerify(options, partial, { fresh, onBytes })
      if (first.ok || partial.resumedBytes === 0) return first
      // What an earlier run left is the likeliest to be wrong, and the rest need not be fetched again for it.
      await partial.forgetResumed()
      return fetchAndVerify(options, partial, { fresh: true, onBytes })
    })
    if (verdict.ok) {
      report(describe, true)
      const skippedBytes = partial.resumedBytes
      await partial.close({ checkpoint: false })
      const blob = await store.commitFile(paths.partial, { sha256: verdict.sha256, size: verdict.size })
      await removeJournal(paths.journal)
      const digests = options.digests && verdict.digests
      return { ...blob, verified: verdict.verified, fetchedBytes, skippedBytes, ...(digests && { digests }) }
    }
    await partial.discard()
    if (fresh) throw notTheFile(file, verdict)
  }
}

/** Those that were asked for, and those that prove a file of which the source tells no better hash. */
function wantedDigests({ file, digests = [] }: DownloadOptions): DigestName[] {
  const proofs = (['blake3', 'crc32'] as const).filter((name) => file.others?.[name] !== undefined)
  return [...new Set([...digests, ...(file.sha256 === undefined && file.gitSha1 === undefined ? proofs : [])])]
}

async function fetchAndVerify(
  options: DownloadOptions,
  partial: PartialFile,
  { fresh, onBytes }: { fresh: boolean; onBytes: (bytes: number) => void },
): Promise<Verdict> {
  const { file, http, signal, explainError, limiter, slots, mostStreams = usualStreams, wait = delay } = options
  const reason = await transferFile({
    file,
    partial,
    http,
    signal,
    fresh,
    mostStreams,
    limiter,
    slots,
    wait,
    explainError,
    onBytes,
  })
  return reason === undefined ? verifyContent(partial, file) : { ok: false, reason, details: {} }
}

/** Whatever ends the transfer, the bytes so far stay, with a journal that is as true as it can be. */
async function keepOnFailure<T>(partial: PartialFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // After a failure of the disk a further write would only fail again; the journal of before still holds.
    const ofTheDisk = !isWeighthouseError(error) && systemErrorCode(error) !== undefined
    await partial.close({ checkpoint: !ofTheDisk })
    throw error
  }
}

function notTheFile(
  file: FileToDownload,
  { reason, details }: { reason: string; details: Record<string, unknown> },
): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `${file.label} is not what the source promised: ${reason}.`, {
    hint: 'It was fetched twice and removed. Try again later; if it stays so, the file at the source or a proxy on the way is damaged.',
    details: { file: file.label, ...details },
  })
}
