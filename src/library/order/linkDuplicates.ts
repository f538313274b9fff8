import { randomBytes } from 'node:crypto'
import { link, lstat, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import type { Clock } from '../../foundation/time.ts'
import { cannotLink } from '../renameWithoutReplacing.ts'
import { describeProcess } from '../shelvingMarker.ts'
import { addChange, dropChange, forgetOldChanges, type LinkedFile, type LinkNote, writeChange } from './changeNotes.ts'
import type { DuplicateAction } from './duplicates.ts'
import { hashWhole, type ReadFile } from './hashWhole.ts'
import { linkingName } from './linkingName.ts'

/** Moments at which a linking may be cut off, in order; each but the first comes for every file. */
export type LinkStep = 'link: written down' | 'link: compared' | 'link: made beside' | 'link: in place'

/**
 * Makes hard links of the planned files, one after the other: both are read whole and compared, then a link is made beside
 * the file and renamed over it. A file that is not as expected any more, or has other permissions or another owner than its
 * target, is passed over. Every file is written down first with its mode and time, so that all can be taken back.
 *
 * @returns what was done about each; `skip` with the reason for those that stayed
 */
export async function linkDuplicates(options: {
  directory: string
  actions: readonly DuplicateAction[]
  clock: Clock
  ownTokens: Set<string>
  signal?: AbortSignal | undefined
  onStep?: ((step: LinkStep) => void) | undefined
  onProgress?: ((progress: { done: number; bytes: number; totalBytes: number; path: string }) => void) | undefined
}): Promise<DuplicateAction[]> {
  const { directory, clock, ownTokens, signal, onStep = () => {} } = options
  const wanted = options.actions.filter(({ action }) => action === 'link')
  const results = options.actions.filter(({ action }) => action === 'skip')
  if (wanted.length === 0) return results
  const token = randomBytes(8).toString('hex')
  const now = clock()
  const files: LinkedFile[] = []
  for (const { path, target, sha256, size } of wanted) {
    const found = await ifPresent(lstat(path))
    if (found) files.push({ path, target, sha256, size, mode: found.mode & 0o7777, mtime_ms: found.mtimeMs })
  }
  const note: LinkNote = {
    schema_version: 1,
    kind: 'link',
    state: 'open',
    made_at: new Date(now).toISOString(),
    files,
    ...describeProcess(token, now),
  }
  ownTokens.add(token)
  try {
    const id = await addChange(directory, note)
    onStep('link: written down')
    const targets = new Map<string, ReadFile | undefined>()
    let bytes = 0
    const totalBytes = wanted.reduce((sum, { size }) => sum + size, 0)
    try {
      for (const action of wanted) {
        signal?.throwIfAborted()
        if (!targets.has(action.target))
          targets.set(action.target, await ifPresent(hashWhole(action.target, signal), 'ELOOP'))
        const reason = await linkOne(action, targets.get(action.target), token, { signal, onStep })
        results.push(reason === undefined ? action : { ...action, action: 'skip', reason })
        bytes += action.size
        options.onProgress?.({ done: results.length, bytes, totalBytes, path: action.path })
      }
    } finally {
      const linked = new Set(results.filter(({ action }) => action === 'link').map(({ path }) => path))
      if (linked.size === 0) await dropChange(directory, id)
      else
        await writeChange(directory, id, {
          ...note,
          state: 'done',
          files: files.filter(({ path }) => linked.has(path)),
        })
    }
    await forgetOldChanges(directory)
    return results
  } finally {
    ownTokens.delete(token)
  }
}

/** @returns why the file stays as it is; undefined when it was linked */
async function linkOne(
  { path, target, sha256, names, targetNames }: DuplicateAction,
  expected: ReadFile | undefined,
  token: string,
  { signal, onStep }: { signal: AbortSignal | undefined; onStep: (step: LinkStep) => void },
): Promise<string | undefined> {
  if (expected?.sha256 !== sha256) return `${target} has other bytes than it is known for; run weighthouse verify`
  const found = await ifPresent(hashWhole(path, signal), 'ELOOP')
  if (!found) return 'it is gone, a link, or was changed meanwhile'
  if (found.sha256 !== sha256) return 'it has other bytes than it is known for; run weighthouse scan'
  if (found.inode === expected.inode && found.device === expected.device) return 'it is the same file already'
  if (found.device !== expected.device) return 'it is on another drive'
  if (found.links > names) return 'it has other names outside of the library, so nothing would be freed'
  if (targetNames !== undefined && expected.links > targetNames) {
    return `${target} has other names outside of the library, by which it may be changed`
  }
  if (found.mode !== expected.mode || found.owner !== expected.owner) return 'it has other permissions or another owner'
  onStep('link: compared')
  const beside = join(dirname(path), linkingName(token))
  try {
    await link(target, beside)
    onStep('link: made beside')
    // Neither was written to since it was read. A link changes the time of its target, not its bytes.
    const [now, base] = [await lstat(path, { bigint: true }), await lstat(beside, { bigint: true })]
    if (now.ino !== found.inode || now.ctimeNs !== found.changed) return 'it was changed meanwhile'
    if (base.ino !== expected.inode || Number(base.mtimeNs) / 1e6 !== expected.mtimeMs)
      return `${target} was changed meanwhile`
    await rename(beside, path)
  } catch (error) {
    if (!cannotLink.has(systemErrorCode(error) ?? '') && systemErrorCode(error) !== 'EACCES') throw error
    return `the file system does not link it: ${systemErrorCode(error)}`
  } finally {
    await rm(beside, { force: true })
  }
  await syncDirectory(dirname(path))
  onStep('link: in place')
  return undefined
}
