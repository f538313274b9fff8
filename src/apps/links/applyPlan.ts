import { link, mkdir, rmdir, symlink, unlink } from 'node:fs/promises'

import type { AppLinkTable } from '../../database/schema.ts'
import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import { isOurs } from './isOurs.ts'
import type { LinkLedger } from './linkLedger.ts'
import { lookAt } from './lookAt.ts'
import type { PlannedAction } from './plannedAction.ts'
import { removeEmptyFolders } from './removeEmptyFolders.ts'

/**
 * Carries out a plan, all of it or nothing: the ledger first, then folders, links and removals; when a step fails, the
 * steps before it are taken back in reverse order and the error is thrown.
 *
 * @throws WeighthouseError CONFLICT when the disk is no longer as the plan saw it; UNSUPPORTED when the file system
 *   cannot make the kind of link that the mapping asks for
 */
export async function applyPlan(options: {
  installationId: string
  actions: readonly PlannedAction[]
  ledger: LinkLedger
  now: UtcMilliseconds
}): Promise<void> {
  const { installationId, actions, ledger, now } = options
  const undo: (() => Promise<unknown>)[] = []
  const rowOf = (targetPath: string, kind: string, slug: string, sourcePath: string): AppLinkTable => ({
    target_path: targetPath,
    installation_id: installationId,
    slug,
    source_path: sourcePath,
    kind,
    state: 'planned',
    inode: null,
    created_at: now,
  })

  try {
    await removeReplaced()
    const made = [...(await makeFolders()), ...(await makeLinks())]
    await ledger.place(made)
    await removeUnwanted()
  } catch (error) {
    const failures = await takeBack(undo)
    if (failures.length === 0) throw error
    throw new WeighthouseError('CONFLICT', `Linking failed, and ${failures.length} steps could not be taken back.`, {
      hint: 'Mend the cause and run `weighthouse unmap`: the ledger knows what is left.',
      details: { failures: failures.map(String) },
      cause: error,
    })
  }
  await removeEmptyFolders(installationId, ledger)

  /** Takes away links of ours that point elsewhere. Their rows stay as they are until the new ones are planned. */
  async function removeReplaced(): Promise<void> {
    for (const { action, row, replaces } of actions) if (action === 'repair' && row && replaces) await removeOne(row)
  }

  async function makeFolders() {
    const known = new Set((await ledger.ofInstallation(installationId)).map((row) => row.target_path))
    const paths = new Set(actions.flatMap(({ missingFolders = [] }) => [...missingFolders]))
    await planRows(
      [...paths].map((path) => rowOf(path, 'directory', '', '')),
      known,
    )
    const made: { targetPath: string; inode: string }[] = []
    for (const path of paths) {
      try {
        await mkdir(path)
      } catch (error) {
        if (systemErrorCode(error) !== 'EEXIST' || (await lookAt(path)).kind !== 'directory') throw error
        // Someone was quicker; it is theirs.
        if (!known.has(path)) await ledger.forget([path])
        continue
      }
      undo.push(() => removeFolder(path))
      made.push({ targetPath: path, inode: await inodeOf(path) })
    }
    return made
  }

  async function makeLinks() {
    const links = actions.flatMap((action) => (action.wanted ? [{ ...action, wanted: action.wanted }] : []))
    const rows = links.map(({ wanted, slug }) => rowOf(wanted.targetPath, wanted.method, slug, wanted.sourcePath))
    await planRows(rows, new Set(links.flatMap(({ row }) => (row ? [row.target_path] : []))))
    const made: { targetPath: string; inode: string }[] = []
    for (const { action, wanted } of links) {
      const { targetPath } = wanted
      if (action !== 'keep') {
        await makeLink(wanted.method, wanted.sourcePath, targetPath)
        undo.push(() => unlink(targetPath))
      }
      made.push({ targetPath, inode: await inodeOf(targetPath) })
    }
    return made
  }

  async function planRows(rows: AppLinkTable[], known: ReadonlySet<string>): Promise<void> {
    const planned = new Set(rows.map((row) => row.target_path))
    // Only what is planned anew: rows that a later step restores with the inode of a link made again must stay so.
    const before = actions.flatMap(({ row }) => (row && planned.has(row.target_path) ? [row] : []))
    await ledger.plan(rows, known)
    undo.push(async () => {
      await ledger.forget([...planned])
      await ledger.restore(before)
    })
  }

  async function removeUnwanted(): Promise<void> {
    const gone: AppLinkTable[] = []
    for (const { action, row, replaces, forgets } of actions) {
      if (!row || !forgets) continue
      if (action === 'remove' && replaces) await removeOne(row)
      gone.push(row)
    }
    await ledger.forget(gone.map((row) => row.target_path))
  }

  async function removeOne(row: AppLinkTable): Promise<void> {
    const source = row.kind === 'hardlink' ? await lookAt(row.source_path) : undefined
    if (!isOurs(row, await lookAt(row.target_path), source)) throw changedMeanwhile(row.target_path, undefined)
    await unlink(row.target_path)
    undo.push(async () => {
      await makeLink(row.kind, row.source_path, row.target_path)
      await ledger.restore([{ ...row, state: 'placed', inode: await inodeOf(row.target_path) }])
    })
  }
}

/** Undoes what was done, the last step first; a step that fails does not keep the others from being undone. */
async function takeBack(undo: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const step of undo.toReversed()) {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  return failures
}

async function makeLink(kind: string, sourcePath: string, targetPath: string): Promise<void> {
  try {
    if (kind === 'hardlink') await link(sourcePath, targetPath)
    else await symlink(sourcePath, targetPath, 'file')
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') throw changedMeanwhile(targetPath, error)
    if (code === 'EPERM' || code === 'EXDEV' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') {
      const other = kind === 'hardlink' ? 'symlink' : 'hardlink'
      throw new WeighthouseError('UNSUPPORTED', `${targetPath} cannot be made a ${kind} of ${sourcePath} (${code}).`, {
        hint: `The file system or your account does not allow it. Set "method": "${other}" in a mapping file of your own.`,
        details: { path: targetPath },
        cause: error,
      })
    }
    throw error
  }
}

async function inodeOf(path: string): Promise<string> {
  const found = await lookAt(path)
  if ('inode' in found) return found.inode
  throw changedMeanwhile(path, undefined)
}

async function removeFolder(path: string): Promise<void> {
  try {
    await rmdir(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
}

function changedMeanwhile(path: string, cause: unknown): WeighthouseError {
  return new WeighthouseError('CONFLICT', `${path} changed while links were being made; everything was taken back.`, {
    hint: 'Run the command again.',
    details: { path },
    cause,
  })
}
