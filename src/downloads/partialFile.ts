import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, rm } from 'node:fs/promises'

import { type DownloadJournal, readJournal, trustedBytes, writeJournal } from './downloadJournal.ts'
import type { ExpectedContent, FileToDownload } from './fileToDownload.ts'
import { openPartialHandle } from './openPartialHandle.ts'
import type { PartialPaths } from './partialPaths.ts'
import { readBootId } from './readProcessIdentity.ts'
import { stableUrl } from './stableUrl.ts'
import { writeFully } from './writeFully.ts'

const batchBytes = 1024 * 1024
const checkpointBytes = 64 * 1024 * 1024
const checkpointMs = 2000

/** A file on its way: it grows at its end, its sha256 grows with it, its journal follows at checkpoints. */
export interface PartialFile {
  readonly path: string
  /** Bytes so far. */
  readonly length: number
  /** Of these, bytes of an earlier run. */
  readonly resumedBytes: number
  /** What the content must become, as far as anybody has said. */
  readonly expected: ExpectedContent
  /** The strong ETag of the answer that the bytes came from. */
  readonly etag: string | undefined
  /** Notes what an answer's headers tell, before its first byte is appended. */
  learn(told: Partial<ExpectedContent>, etag: string | undefined): Promise<void>
  /** Takes the next bytes. Resolves when more may come: two batches of 1 MiB wait for the disk at most. */
  append(chunk: Buffer): Promise<void>
  /** Forgets all bytes, to start again at the first. */
  restart(): Promise<void>
  /** Puts all bytes on the disk and tells the sha256 of them. */
  finish(): Promise<string>
  /** The first bytes, to see what kind of file it is. */
  readStart(count: number): Promise<Buffer>
  /** Closes the file and leaves it for a commit or a later run. Without `checkpoint` the journal stays as it is. */
  close(options: { checkpoint: boolean }): Promise<void>
  /** Closes the file and removes it with its journal. */
  discard(): Promise<void>
}

/**
 * Opens a partial file with what an earlier run left of it, if that can be trusted; its bytes are read once to continue
 * the hash. Must be called under the download's lock.
 *
 * @param onHashed called while earlier bytes are read, with how many have been
 */
export async function openPartialFile(
  paths: PartialPaths,
  file: FileToDownload,
  options: { signal?: AbortSignal | undefined; onHashed?: (bytes: number) => void } = {},
): Promise<PartialFile> {
  const bootId = await readBootId()
  const handle = await openPartialHandle(paths.partial)
  try {
    const expected: ExpectedContent = { size: file.size, sha256: file.sha256, gitSha1: file.gitSha1 }
    const journal = await readJournal(paths.journal)
    const resumed = trustedBytes(journal, expected, (await handle.stat()).size, bootId)
    await handle.truncate(resumed)
    const hash = createHash('sha256')
    await hashBytes(handle, resumed, hash, options)
    return createPartialFile({ paths, file, handle, hash, resumed, journal: resumed > 0 ? journal : undefined, bootId })
  } catch (error) {
    await handle.close()
    throw error
  }
}

function createPartialFile(start: {
  paths: PartialPaths
  file: FileToDownload
  handle: FileHandle
  hash: Hash
  resumed: number
  journal: DownloadJournal | undefined
  bootId: string | undefined
}): PartialFile {
  const { paths, file, handle, bootId } = start
  const promised: ExpectedContent = { size: file.size, sha256: file.sha256, gitSha1: file.gitSha1 }
  const expected: ExpectedContent = {
    size: promised.size ?? start.journal?.size ?? undefined,
    sha256: promised.sha256 ?? start.journal?.sha256 ?? undefined,
    gitSha1: promised.gitSha1 ?? start.journal?.gitSha1 ?? undefined,
  }
  let etag = start.journal?.etag ?? undefined
  let hash = start.hash
  let resumedBytes = start.resumed
  let batch: Buffer[] = []
  let batched = 0
  let written = start.resumed
  let writing: Promise<void> = Promise.resolve()
  let checkpointing: Promise<void> | undefined
  let checkpointFailure: { error: unknown } | undefined
  let lastCheckpoint = { bytes: start.journal?.durableBytes ?? 0, time: Date.now() }

  return {
    path: paths.partial,
    expected,
    get length() {
      return written + batched
    },
    get resumedBytes() {
      return resumedBytes
    },
    get etag() {
      return etag
    },
    async learn(told, newEtag) {
      await settle()
      expected.size ??= told.size
      expected.sha256 ??= told.sha256
      expected.gitSha1 ??= told.gitSha1
      etag = newEtag
      // A file of one batch is fetched again as fast as a journal is written.
      const small = expected.size !== undefined && expected.size <= batchBytes
      if (!small) await writeJournal(paths.journal, describe(lastCheckpoint.bytes))
    },
    async append(chunk) {
      hash.update(chunk)
      batch.push(chunk)
      batched += chunk.length
      if (batched >= batchBytes) await writeBatch()
      if (checkpointFailure) throw checkpointFailure.error
      if (isCheckpointDue()) checkpointing = checkpoint().finally(() => (checkpointing = undefined))
    },
    async restart() {
      await settle()
      batch = []
      batched = 0
      await rm(paths.journal, { force: true })
      await handle.truncate(0)
      hash = createHash('sha256')
      written = 0
      resumedBytes = 0
      etag = undefined
      Object.assign(expected, promised)
      lastCheckpoint = { bytes: 0, time: Date.now() }
    },
    async finish() {
      await writeBatch()
      await settle()
      return hash.copy().digest('hex')
    },
    async readStart(count) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0)
      return buffer.subarray(0, bytesRead)
    },
    async close(options) {
      try {
        if (!options.checkpoint) return
        await writeBatch()
        await settle()
        if (written > lastCheckpoint.bytes) await checkpoint()
        if (checkpointFailure) throw checkpointFailure.error
      } finally {
        await Promise.allSettled([writing, checkpointing])
        await handle.close()
      }
    },
    async discard() {
      await Promise.allSettled([writing, checkpointing])
      await handle.close()
      await rm(paths.journal, { force: true })
      await rm(paths.partial, { force: true })
    },
  }

  /** Hands the batch to the disk once the one before is there: reading and hashing go on meanwhile. */
  async function writeBatch(): Promise<void> {
    await writing
    if (batched === 0) return
    const [buffers, position, size] = [batch, written, batched]
    batch = []
    batched = 0
    written += size
    writing = writeFully(handle, buffers, position)
    // Whoever awaits `writing` next gets the failure; until then it must not count as unhandled.
    writing.catch(() => {})
  }

  async function settle(): Promise<void> {
    await writing
    await checkpointing
    if (checkpointFailure) throw checkpointFailure.error
  }

  function isCheckpointDue(): boolean {
    if (checkpointing || written === lastCheckpoint.bytes) return false
    return written - lastCheckpoint.bytes >= checkpointBytes || Date.now() - lastCheckpoint.time >= checkpointMs
  }

  /** Makes what was handed to the disk durable, then says so in the journal. Runs beside further writing. */
  async function checkpoint(): Promise<void> {
    try {
      const bytes = written
      lastCheckpoint = { bytes, time: Date.now() }
      await writing
      await handle.datasync()
      await writeJournal(paths.journal, describe(bytes))
    } catch (error) {
      checkpointFailure = { error }
    }
  }

  function describe(durableBytes: number): DownloadJournal {
    return {
      version: 1,
      label: file.label,
      url: stableUrl(file.url),
      size: expected.size ?? null,
      sha256: expected.sha256 ?? null,
      gitSha1: expected.gitSha1 ?? null,
      etag: etag ?? null,
      durableBytes,
      bootId: bootId ?? null,
    }
  }
}

async function hashBytes(
  handle: FileHandle,
  length: number,
  hash: Hash,
  options: { signal?: AbortSignal | undefined; onHashed?: (bytes: number) => void },
): Promise<void> {
  const buffer = Buffer.allocUnsafe(batchBytes)
  for (let position = 0; position < length;) {
    options.signal?.throwIfAborted()
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - position), position)
    if (bytesRead === 0) throw new Error('The partial file became shorter while it was read.')
    hash.update(buffer.subarray(0, bytesRead))
    position += bytesRead
    options.onHashed?.(position)
  }
}
