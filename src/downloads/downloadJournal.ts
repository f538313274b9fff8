import { open, readFile, rename } from 'node:fs/promises'

import { z } from 'zod'

import { systemErrorCode } from '../foundation/errors.ts'
import type { ExpectedContent } from './fileToDownload.ts'

const journalSchema = z.object({
  version: z.literal(1),
  /** For people who look into the folder. */
  label: z.string(),
  url: z.string(),
  /** What the file must become; null when the source has not said. */
  size: z.int().nonnegative().nullable(),
  sha256: z.string().nullable(),
  gitSha1: z.string().nullable(),
  /** The strong ETag of the answer that the bytes came from. */
  etag: z.string().nullable(),
  /** So many bytes from the start are on the disk for sure (fsync), whatever happens to the power. */
  durableBytes: z.int().nonnegative(),
  /** The boot in which the partial file was written. */
  bootId: z.string().nullable(),
})

/** What is known about a partial file. Written after the bytes that it vouches for. */
export type DownloadJournal = z.infer<typeof journalSchema>

/** Reads a journal; undefined when there is none, or none that was written whole. */
export async function readJournal(path: string): Promise<DownloadJournal | undefined> {
  try {
    return journalSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Replaces the journal in one step; it is on the disk when this returns. */
export async function writeJournal(path: string, journal: DownloadJournal): Promise<void> {
  const draft = `${path}.new`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(journal))
    await handle.datasync()
  } finally {
    await handle.close()
  }
  await rename(draft, path)
}

/**
 * How many bytes of a partial file may be kept, given its size and the boot that we are in.
 *
 * Bytes that were fsynced are trusted. In the same boot a killed writer's bytes are all there too, since a partial file
 * only ever grows at its end; they are taken when a hash will prove them later. Without hash and without strong ETag
 * nothing can tell whether the source still has the same file, so nothing is kept.
 */
export function trustedBytes(
  journal: DownloadJournal | undefined,
  expected: ExpectedContent,
  partialSize: number,
  bootId: string | undefined,
): number {
  if (!journal || partialSize < journal.durableBytes) return 0
  for (const name of ['size', 'sha256', 'gitSha1'] as const) {
    const [then, now] = [journal[name], expected[name]]
    if (then !== null && now !== undefined && then !== now) return 0
  }
  const hash = journal.sha256 ?? expected.sha256 ?? journal.gitSha1 ?? expected.gitSha1
  if (hash === undefined && journal.etag === null) return 0
  const sameBoot = bootId !== undefined && journal.bootId === bootId
  const trusted = hash !== undefined && sameBoot ? partialSize : journal.durableBytes
  const size = journal.size ?? expected.size
  return size !== undefined && trusted > size ? 0 : trusted
}
