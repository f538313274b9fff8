import { open, readFile, rename, rm } from 'node:fs/promises'

import { z } from 'zod'

import { systemErrorCode } from '../foundation/errors.ts'
import type { ExpectedContent } from './fileToDownload.ts'
import { ByteRanges } from './ranges/byteRanges.ts'

const ranges = z.array(
  z
    .tuple([z.int().nonnegative(), z.int().nonnegative()])
    .refine(([start, end]) => start < end, 'a range ends behind its start'),
)

const about = {
  /** For people who look into the folder. */
  label: z.string(),
  url: z.string(),
  /** What the file must become; null when the source has not said. */
  size: z.int().nonnegative().nullable(),
  sha256: z.string().nullable(),
  gitSha1: z.string().nullable(),
  /** The strong ETag of the answer that the bytes came from. */
  etag: z.string().nullable(),
  /** The boot in which the partial file was written. */
  bootId: z.string().nullable(),
}

const journalSchema = z.object({
  version: z.literal(2),
  ...about,
  /** Bytes that are on the disk for sure (fsync), whatever happens to the power: from, and up to but not including. */
  durable: ranges,
  /** Bytes that were written when the journal was, which a power cut may take back. */
  written: ranges,
  /** Since then the file has only grown at its end. */
  inOrder: z.boolean(),
})

/** Of files that grew at their end only. */
const firstSchema = z.object({ version: z.literal(1), ...about, durableBytes: z.int().nonnegative() })

/** What is known about a partial file. Written after the bytes that it vouches for. */
export type DownloadJournal = z.infer<typeof journalSchema>

/*
 * What is noted between two syncs stands in a file of its own: in the place of the journal it could, after a power cut,
 * turn out to be empty, and what the journal had said of durable bytes would be lost with it.
 */
const noteOf = (path: string) => `${path}.note`

/**
 * Reads what is known of a download: the last note of this boot, else the journal. Undefined when there is neither, or
 * none that was written whole.
 */
export async function readJournal(path: string, bootId: string | undefined): Promise<DownloadJournal | undefined> {
  const note = await readOne(noteOf(path))
  return note && bootId !== undefined && note.bootId === bootId ? note : readOne(path)
}

async function readOne(path: string): Promise<DownloadJournal | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'))
    const first = firstSchema.safeParse(json).data
    if (!first) return journalSchema.safeParse(json).data
    const { durableBytes, version: _version, ...rest } = first
    const durable: [number, number][] = durableBytes > 0 ? [[0, durableBytes]] : []
    return { version: 2, ...rest, durable, written: durable, inOrder: true }
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Replaces the journal in one step. With `durable` it is on the disk when this returns; else it holds for this boot. */
export async function writeJournal(path: string, journal: DownloadJournal, { durable = true } = {}): Promise<void> {
  const target = durable ? path : noteOf(path)
  const draft = `${target}.new`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(journal))
    if (durable) await handle.datasync()
  } finally {
    await handle.close()
  }
  await rename(draft, target)
  // The last note is older.
  if (durable) await rm(noteOf(path), { force: true })
}

/** Forgets what is known of a download. */
export async function removeJournal(path: string): Promise<void> {
  await rm(noteOf(path), { force: true })
  await rm(path, { force: true })
}

/** Ranges as the journal has them. */
export function toPairs(set: ByteRanges): [number, number][] {
  return set.list().map(({ start, end }) => [start, end])
}

/**
 * Which bytes of a partial file may be kept, given its size and the boot that we are in.
 *
 * Bytes that were fsynced are trusted. In the same boot those that a killed writer had written are all there too, and of a
 * file that grows at its end also those that the journal does not know of yet; they are taken when a hash will prove them
 * later. Without hash and without strong ETag nothing can tell whether the source still
 * has the same file, so nothing is kept.
 */
export function trustedRanges(
  journal: DownloadJournal | undefined,
  expected: ExpectedContent,
  partialSize: number,
  bootId: string | undefined,
): ByteRanges {
  const nothing = new ByteRanges()
  if (!journal) return nothing
  for (const name of ['size', 'sha256', 'gitSha1'] as const) {
    const [then, now] = [journal[name], expected[name]]
    if (then !== null && now !== undefined && then !== now) return nothing
  }
  const hash = journal.sha256 ?? expected.sha256 ?? journal.gitSha1 ?? expected.gitSha1
  if (hash === undefined && journal.etag === null) return nothing
  const sameBoot = bootId !== undefined && journal.bootId === bootId
  const takesAll = hash !== undefined && sameBoot
  const trusted = new ByteRanges((takesAll ? journal.written : journal.durable).map(([start, end]) => ({ start, end })))
  if (takesAll && journal.inOrder) trusted.add(trusted.end, partialSize)
  const size = journal.size ?? expected.size
  return trusted.end > partialSize || (size !== undefined && trusted.end > size) ? nothing : trusted
}
