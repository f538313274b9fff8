import { randomUUID } from 'node:crypto'
import { link, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

import { z } from 'zod'

import { systemErrorCode } from '../foundation/errors.ts'
import { delay } from '../foundation/time.ts'
import { readBootId, readProcessStart } from './readProcessIdentity.ts'

/*
 * A lock is a file that names its owner. It is made by exclusive creation, and it holds while the owner lives: a
 * process of this machine is looked up; one of another machine (a shared store) has to touch the file now and then.
 */

const ownerSchema = z.object({
  host: z.string(),
  bootId: z.string().nullable(),
  processId: z.int().positive(),
  processStart: z.string().nullable(),
  /** One lock of several of the same process. */
  nonce: z.string(),
})
type Owner = z.infer<typeof ownerSchema>

const touchEveryMs = 15_000
const staleAfterMs = 120_000
/** The owner writes its name right after making the file; if it died in between, the file stays without a name. */
const namelessStaleAfterMs = 10_000

/**
 * Waits until the lock at `path` is ours. Returns the function that gives it back.
 * Rejects with the signal's reason when aborted.
 */
export async function acquireLock(path: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  const owner: Owner = {
    host: hostname(),
    bootId: (await readBootId()) ?? null,
    processId: process.pid,
    processStart: (await readProcessStart(process.pid)) ?? null,
    nonce: randomUUID(),
  }
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 1.5, 250)) {
    signal?.throwIfAborted()
    if (await createLock(path, owner)) break
    if (await removeIfStale(path, owner)) continue
    await delay(waitMs, signal)
  }
  // A touch that fails costs nothing here: only processes of other machines look at the time.
  const touching = setInterval(() => void touch(path).catch(() => {}), touchEveryMs)
  touching.unref()
  return async () => {
    clearInterval(touching)
    const found = await readLock(path)
    if (found?.owner?.nonce === owner.nonce) await rm(path, { force: true })
  }
}

async function createLock(path: string, owner: Owner): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600)
    try {
      await handle.writeFile(JSON.stringify(owner))
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** True when the lock is free to be tried again. */
async function removeIfStale(path: string, asker: Owner): Promise<boolean> {
  const found = await readLock(path)
  if (!found) return true
  if (await isHeld(found, asker)) return false
  // Two processes may both find it stale. Whoever renames it looks at what it got: if that is no longer the stale lock,
  // a third one has it by now and gets it back.
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) !== found.text) await link(aside, path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  }
  await rm(aside, { force: true })
  return true
}

interface FoundLock {
  text: string
  owner: Owner | undefined
  ageMs: number
}

async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const text = await readFile(path, 'utf8')
    const { mtimeMs } = await stat(path)
    return { text, owner: parseOwner(text), ageMs: Date.now() - mtimeMs }
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function isHeld({ owner, ageMs }: FoundLock, asker: Owner): Promise<boolean> {
  if (!owner) return ageMs < namelessStaleAfterMs
  if (owner.host !== asker.host) return ageMs < staleAfterMs
  if (owner.bootId !== asker.bootId) return false
  if (!isRunning(owner.processId)) return false
  const start = await readProcessStart(owner.processId)
  return owner.processStart === null || start === undefined || start === owner.processStart
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // EPERM: it runs, under another user.
    return systemErrorCode(error) !== 'ESRCH'
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now)
}

/**
 * Clears away stale locks that were put aside by processes that were killed in that moment. To be called with the lock at
 * `path` in hand, where nobody else tidies the folder up.
 */
export async function sweepLocks(path: string): Promise<void> {
  const folder = dirname(path)
  const start = `${basename(path)}.`
  for (const name of await readdir(folder)) {
    if (name.startsWith(start) && uuid.test(name.slice(start.length))) await rm(join(folder, name), { force: true })
  }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
