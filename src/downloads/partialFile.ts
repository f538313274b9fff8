import { type FileHandle, rm } from 'node:fs/promises'

import {
  type DownloadJournal,
  readJournal,
  removeJournal,
  toPairs,
  trustedRanges,
  writeJournal,
} from './downloadJournal.ts'
import type { ExpectedContent, FileToDownload } from './fileToDownload.ts'
import type { FileFollower, FollowedFile } from './hashing/createFileFollower.ts'
import type { DigestName, Digests } from './hashing/digests.ts'
import { hashSmallFile } from './hashing/hashSmallFile.ts'
import { createJournalKeeper } from './journalKeeper.ts'
import { openPartialHandle } from './openPartialHandle.ts'
import type { PartialPaths } from './partialPaths.ts'
import { createPartWriter, type PartWriter } from './partWriter.ts'
import { ByteRanges } from './ranges/byteRanges.ts'
import { readBootId } from './readProcessIdentity.ts'
import { stableUrl } from './stableUrl.ts'
import { writeFully } from './writeFully.ts'

/** Bytes of one writer that are handed to the disk at once. */
const batchBytes = 1024 * 1024
const tellBytes = 8 * 1024 * 1024

/** A file on its way: its parts come in any order, its hashes and its journal follow. */
export interface PartialFile {
  readonly path: string
  /** The bytes that are here, those that still wait for the disk included. */
  readonly here: ByteRanges
  /** Of these, bytes of an earlier run. */
  readonly resumedBytes: number
  /** What the content must become, as far as anybody has said. */
  readonly expected: ExpectedContent
  /** The strong ETag of the answer that the bytes came from. */
  readonly etag: string | undefined
  /** Notes what an answer's headers tell, before its first byte is written. */
  learn(told: Partial<ExpectedContent>, etag: string | undefined): Promise<void>
  /** @param start the place of its first byte, which nobody else writes to */
  write(start: number): PartWriter
  /** Forgets all bytes, to start again at the first. All writers must have ended. */
  restart(): Promise<void>
  /** Forgets what an earlier run left. All writers must have ended. */
  forgetResumed(): Promise<void>
  /** Waits until all bytes are written, and tells their hashes. */
  finish(onHashed?: (bytes: number) => void): Promise<Digests & { sha256: string }>
  /** The first bytes, to see what kind of file it is. */
  readStart(count: number): Promise<Buffer>
  /** Closes the file and leaves it for a commit or a later run. Without `checkpoint` the journal stays as it is. */
  close(options: { checkpoint: boolean }): Promise<void>
  /** Closes the file and removes it with its journal. */
  discard(): Promise<void>
}

export interface PartialFileOptions {
  follower: FileFollower
  /** Hashes that are wanted besides sha256. */
  digests?: readonly DigestName[] | undefined
}

/**
 * Opens a partial file with what an earlier run left of it, if that can be trusted. Must be called under the download's
 * lock.
 */
export async function openPartialFile(
  paths: PartialPaths,
  file: FileToDownload,
  options: PartialFileOptions,
): Promise<PartialFile> {
  const bootId = await readBootId()
  const handle = await openPartialHandle(paths.partial)
  try {
    const expected: ExpectedContent = { size: file.size, sha256: file.sha256, gitSha1: file.gitSha1 }
    const journal = await readJournal(paths.journal, bootId)
    const trusted = trustedRanges(journal, expected, (await handle.stat()).size, bootId)
    await handle.truncate(trusted.end)
    return createPartialFile(
      { paths, file, handle, trusted, journal: trusted.total > 0 ? journal : undefined, bootId },
      options,
    )
  } catch (error) {
    await handle.close()
    throw error
  }
}

interface Start {
  paths: PartialPaths
  file: FileToDownload
  handle: FileHandle
  trusted: ByteRanges
  journal: DownloadJournal | undefined
  bootId: string | undefined
}

function createPartialFile(start: Start, { follower, digests = [] }: PartialFileOptions): PartialFile {
  const { paths, file, handle, bootId, journal } = start
  const promised: ExpectedContent = { size: file.size, sha256: file.sha256, gitSha1: file.gitSha1 }
  const expected: ExpectedContent = {
    size: promised.size ?? journal?.size ?? undefined,
    sha256: promised.sha256 ?? journal?.sha256 ?? undefined,
    gitSha1: promised.gitSha1 ?? journal?.gitSha1 ?? undefined,
  }
  let etag = journal?.etag ?? undefined
  const here = new ByteRanges(start.trusted.list())
  const written = new ByteRanges(start.trusted.list())
  let durable = new ByteRanges(start.trusted.list())
  let resumed = start.trusted.list()
  let followed: FollowedFile | undefined
  /** Bytes that the follower was told of. */
  let told = 0
  const writers = new Set<PartWriter>()
  /** The file grows at its end only; see DownloadJournal.inOrder. */
  let inOrder = start.journal === undefined || start.trusted.list().length <= 1
  const keeper = createJournalKeeper({ writtenBytes: () => written.total, sync: makeDurable, write: writeNote })
  advance()

  return {
    path: paths.partial,
    here,
    expected,
    get resumedBytes() {
      return resumed.reduce((sum, range) => sum + range.end - range.start, 0)
    },
    get etag() {
      return etag
    },
    async learn(told, newEtag) {
      expected.size ??= told.size
      expected.sha256 ??= told.sha256
      expected.gitSha1 ??= told.gitSha1
      etag = newEtag
      // A file of one batch is fetched again as fast as a journal is written.
      const small = expected.size !== undefined && expected.size <= batchBytes
      if (small) return
      await keeper.note(false)
      await keeper.settle()
    },
    write: openWriter,
    restart,
    forgetResumed,
    async finish(onHashed) {
      await settle()
      const length = written.prefix
      if (!followed && length <= batchBytes) return hashSmallFile(handle, length, digests)
      followed ??= follow()
      followed.advance(length)
      const { sha256, ...others } = await followed.finish(onHashed)
      followed = undefined
      if (sha256 === undefined) throw new Error('A file was hashed without its sha256.')
      return { ...others, sha256 }
    },
    async readStart(count) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0)
      return buffer.subarray(0, bytesRead)
    },
    async close(options) {
      try {
        if (!options.checkpoint) return
        await settle()
        if (keeper.isBehind) await keeper.note(true)
        await keeper.settle()
      } finally {
        await letGo()
      }
    },
    async discard() {
      await letGo()
      await removeJournal(paths.journal)
      await rm(paths.partial, { force: true })
    },
  }

  function openWriter(from: number): PartWriter {
    let before = Promise.resolve()
    if (inOrder && from !== here.end) {
      // Before the first byte that comes out of order: what a killed process leaves must not pass for what it is not.
      inOrder = false
      before = keeper.note(false)
    }
    const writer = createPartWriter({
      from,
      // Most files are small, and many are fetched at once.
      capacity: Math.min(batchBytes, Math.max(1, (expected.size ?? batchBytes) - from)),
      before,
      async write(bytes, at) {
        await writeFully(handle, bytes, at)
        written.add(at, at + bytes.length)
        advance()
      },
      onBytes(at, length) {
        here.add(at, at + length)
        keeper.noteIfDue()
      },
    })
    writers.add(writer)
    return {
      ...writer,
      get settled() {
        return writer.settled
      },
      async end() {
        await writer.end()
        writers.delete(writer)
      },
    }
  }

  function advance(): void {
    const length = written.prefix
    // Short files are hashed when they are whole.
    if (length < batchBytes && !followed) return
    followed ??= follow()
    // Telling a thread takes a moment; the rest it is told at the end.
    if (length - told < tellBytes) return
    told = length
    followed.advance(length)
  }

  function follow(): FollowedFile {
    return follower.follow(paths.partial, ['sha256', ...digests.filter((name) => name !== 'sha256')])
  }

  async function restart(): Promise<void> {
    await stopForNow()
    for (const set of [here, written, durable]) set.clear()
    resumed = []
    inOrder = true
    etag = undefined
    Object.assign(expected, promised)
    await handle.truncate(0)
    keeper.setBack()
  }

  async function forgetResumed(): Promise<void> {
    await stopForNow()
    for (const set of [here, written, durable]) for (const { start, end } of resumed) set.remove(start, end)
    resumed = []
    keeper.setBack()
    advance()
  }

  /** What is written may change from here on, so that nothing may vouch for it. */
  async function stopForNow(): Promise<void> {
    await settle()
    followed?.close()
    followed = undefined
    told = 0
    await removeJournal(paths.journal)
  }

  async function settle(): Promise<void> {
    for (const writer of writers) await writer.settled
    await keeper.settle()
  }

  async function letGo(): Promise<void> {
    followed?.close()
    followed = undefined
    await Promise.allSettled(Array.from(writers, ({ settled }) => settled))
    await Promise.allSettled([keeper.settle()])
    await handle.close()
  }

  async function makeDurable(): Promise<void> {
    const now = new ByteRanges(written.list())
    await handle.datasync()
    durable = now
  }

  async function writeNote(isDurable: boolean): Promise<void> {
    await writeJournal(paths.journal, describe(new ByteRanges(written.list())), { durable: isDurable })
  }

  function describe(now: ByteRanges): DownloadJournal {
    return {
      version: 2,
      label: file.label,
      url: stableUrl(file.url),
      size: expected.size ?? null,
      sha256: expected.sha256 ?? null,
      gitSha1: expected.gitSha1 ?? null,
      etag: etag ?? null,
      bootId: bootId ?? null,
      durable: toPairs(durable),
      written: toPairs(now),
      inOrder,
    }
  }
}
