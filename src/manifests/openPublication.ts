import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { acquireLock } from '../downloads/lockFile.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { joinInside } from '../ids/safePath.ts'
import type { ManifestFile } from './manifestReport.ts'
import { type JsonFile, openJsonFile } from './openJsonFile.ts'
import {
  asideFolder,
  asidePath,
  closeAsideFolder,
  journalName,
  lockPath,
  makePublishedFolder,
  openAsideFolder,
  removeJournal,
  writeJournal,
} from './publicationFolder.ts'
import { formatLedger, ledgerName, readLedger } from './readLedger.ts'
import { identifyFile, type PublishedFile, readPublishedFile } from './readPublishedFile.ts'

export interface PublicationOptions {
  /** Absolute path. */
  out: string
  /** All files that there will be, besides the ledger. */
  names: readonly string[]
  /** What files get whose content changed. */
  timestamp: string
  /** Ends the waiting for another build of the same folder. */
  signal?: AbortSignal | undefined
}

/** What a commit did; see ManifestReport. */
interface CommittedPublication {
  files: (ManifestFile & { changed: boolean })[]
  removed: string[]
  kept: string[]
}

/**
 * A set of JSON files on its way into a folder.
 *
 * - Files are written aside, then renamed into place together, so a reader always finds whole files and hardly ever a
 *   mixture. One whose content is the same, but for its timestamp, is left as it is, byte for byte.
 * - A file is ours when the ledger (`index.json`), or the journal of a build that died, names it with the hash that it
 *   has. Only such files are replaced or removed.
 * - Killed at any moment, the next build goes on as if nothing had happened.
 */
export interface Publication {
  /** Writes one of the names aside. `fill` returns how many models it wrote. */
  add(name: string, fill: (file: JsonFile) => Promise<number>): Promise<void>
  /** Puts all files into place and removes those of the last build that are not among them. */
  commit(): Promise<CommittedPublication>
  /** Frees the folder; without a commit before, its files are as they were. */
  close(): Promise<void>
}

interface AsideFile extends ManifestFile {
  path: string
  changed: boolean
}

/**
 * Opens a folder for publishing, making it if it is missing, and waits until no other build is at work there.
 * @throws WeighthouseError INVALID_ARGUMENT when `out` is not a folder; CONFLICT when a file of such a name is there
 *   that is not ours
 */
export async function openPublication(options: PublicationOptions): Promise<Publication> {
  await makePublishedFolder(options.out)
  const release = await acquireLock(lockPath(options.out), options.signal)
  try {
    return await openLocked(options, release)
  } catch (error) {
    await release()
    throw error
  }
}

async function openLocked(options: PublicationOptions, release: () => Promise<void>): Promise<Publication> {
  const { out, names, timestamp } = options
  const known = [
    ...((await readLedger(join(out, ledgerName))) ?? []),
    ...((await readLedger(join(asideFolder(out), journalName))) ?? []),
  ]
  const old = new Map<string, PublishedFile>()
  for (const name of names) {
    const published = await readPublishedFile(joinInside(out, name))
    if (published.kind !== 'absent' && !isOurs(name, published)) throw inTheWay(name)
    old.set(name, published)
  }
  await openAsideFolder(out)
  const written: AsideFile[] = []

  function isOurs(name: string, published: PublishedFile): boolean {
    return published.kind === 'file' && known.some((file) => file.name === name && file.sha256 === published.sha256)
  }

  function inTheWay(name: string): WeighthouseError {
    const path = join(out, name)
    return new WeighthouseError('CONFLICT', `${path} is in the way: it was not made here, or changed since.`, {
      hint: 'Move it away, or choose another folder with --out.',
      details: { path },
    })
  }

  async function writeAside(
    name: string,
    before: PublishedFile | undefined,
    fill: (file: JsonFile) => Promise<number>,
  ): Promise<AsideFile> {
    const path = asidePath(out, name)
    const file = await openJsonFile(path)
    try {
      const models = await fill(file)
      const same = before?.kind === 'file' && before.timestamp !== undefined ? before : undefined
      const { sha256, bytes } = await file.close((sha256With) =>
        same?.timestamp !== undefined && sha256With(same.timestamp) === same.sha256 ? same.timestamp : timestamp,
      )
      return { name, sha256, bytes, models, path, changed: sha256 !== same?.sha256 }
    } catch (error) {
      await file.abandon()
      throw error
    }
  }

  async function place(file: AsideFile): Promise<void> {
    const path = joinInside(out, file.name)
    const before = old.get(file.name)
    const now = await identifyFile(path)
    if (now !== (before?.kind === 'file' ? before.identity : 'absent')) throw inTheWay(file.name)
    if (file.changed) await rename(file.path, path)
  }

  async function publishLedger(files: readonly ManifestFile[]): Promise<void> {
    const path = join(out, ledgerName)
    const ledger = await writeAside(ledgerName, await readPublishedFile(path), async (file) => {
      await file.write(formatLedger(files))
      return 0
    })
    if (ledger.changed) await rename(ledger.path, path)
    await syncDirectory(out)
  }

  /** Removes what earlier builds made and this one did not; leaves alone what somebody changed. */
  async function removeStale(): Promise<Pick<CommittedPublication, 'removed' | 'kept'>> {
    const removed: string[] = []
    const kept: string[] = []
    const stale = new Set(known.map(({ name }) => name).filter((name) => !names.includes(name)))
    for (const name of [...stale].toSorted()) {
      const published = await readPublishedFile(joinInside(out, name))
      if (published.kind === 'absent') continue
      const ours = isOurs(name, published)
      if (ours) await rm(joinInside(out, name))
      const list = ours ? removed : kept
      list.push(name)
    }
    await syncDirectory(out)
    return { removed, kept }
  }

  return {
    async add(name, fill) {
      written.push(await writeAside(name, old.get(name), fill))
    },
    async commit() {
      const sorted = written.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      const files = sorted.map(({ name, sha256, bytes, models }) => ({ name, sha256, bytes, models }))
      await writeJournal(out, `${formatLedger([...known, ...files])}"timestamp":${JSON.stringify(timestamp)}}\n`)
      for (const file of sorted) await place(file)
      await syncDirectory(out)
      await publishLedger(files)
      const stale = await removeStale()
      await removeJournal(out)
      return { files: files.map((file, i) => ({ ...file, changed: sorted[i]?.changed ?? false })), ...stale }
    },
    async close() {
      try {
        await closeAsideFolder(out)
      } finally {
        await release()
      }
    },
  }
}
