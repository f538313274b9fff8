import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { acquireLock } from '../downloads/lockFile.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'

const hourMs = 60 * 60 * 1000
/** So long a partial file waits for somebody to go on with it. */
const longestWaitMs = 30 * 24 * hourMs
const lockWaitMs = 1_000

// The names of partialPaths.ts and downloadJournal.ts, and a stale lock that was put aside.
const downloadName = /^([0-9a-f]{32})\.(?:partial|journal(?:\.note)?(?:\.new)?|lock(?:\.[0-9a-f-]{36})?)$/

/**
 * Clears a store's incoming folder of downloads that nobody comes back for: partial files that nothing was added to for
 * 30 days, and locks, journals and empty files that a killed process left an hour ago. What is being downloaded is
 * younger, since its lock is touched every few seconds, and it is only removed under that lock.
 */
export async function sweepIncoming(folder: string, now: UtcMilliseconds): Promise<void> {
  const downloads = Map.groupBy(await readdir(folder), (name) => downloadName.exec(name)?.[1])
  for (const [key, names] of downloads) {
    if (key === undefined) continue
    const found = await Promise.all(names.map((name) => ifPresent(stat(join(folder, name)))))
    const youngest = Math.max(...found.map((file) => file?.mtimeMs ?? now))
    const hasBytes = names.some((name, index) => name.endsWith('.partial') && (found[index]?.size ?? 1) > 0)
    if (now - youngest > (hasBytes ? longestWaitMs : hourMs)) await removeDownload(folder, key, names)
  }
}

async function removeDownload(folder: string, key: string, names: readonly string[]): Promise<void> {
  const patience = AbortSignal.timeout(lockWaitMs)
  let release: () => Promise<void>
  try {
    release = await acquireLock(join(folder, `${key}.lock`), patience)
  } catch (error) {
    // A process that sleeps for an hour with the lock in its hand.
    if (patience.aborted) return
    throw error
  }
  try {
    for (const name of names) if (name !== `${key}.lock`) await rm(join(folder, name), { force: true })
  } finally {
    await release()
  }
}
