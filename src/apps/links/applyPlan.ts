import { mkdirSync, rmdirSync, unlinkSync } from 'node:fs'

import type { AppLinkTable } from '../../database/schema.ts'
import { systemErrorCode } from '../../foundation/errors.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import { identityOf, isOurs } from './isOurs.ts'
import type { LinkLedger } from './linkLedger.ts'
import { lookAt } from './lookAt.ts'
import { changedMeanwhile, makeLink } from './makeLink.ts'
import { pauseEvery } from './pauseEvery.ts'
import type { PlannedAction } from './plannedAction.ts'
import { removeEmptyFolders } from './removeEmptyFolders.ts'
import { createUndo, type Undo } from './takeBack.ts'

/** Links made in one go, some ten milliseconds; then others of the process have their turn. */
const madeAtOnce = 256

/**
 * Carries out a plan, all of it or nothing: the ledger first, then folders, links and removals; when a step fails, the
 * steps before it are taken back in reverse order and the error is thrown.
 *
 * @param options.also further steps of the same whole, done after the links are made and before any is taken away
 * @throws WeighthouseError CONFLICT when the disk is no longer as the plan saw it; UNSUPPORTED when the file system
 *   cannot make the kind of link that the mapping asks for
 */
export async function applyPlan(options: {
  installationId: string
  actions: readonly PlannedAction[]
  ledger: LinkLedger
  now: UtcMilliseconds
  also?: (undo: Undo) => Promise<void>
}): Promise<void> {
  const { installationId, actions, ledger, now, also } = options
  const undo = createUndo()
  const pause = pauseEvery(madeAtOnce)
  const rowOf = (row: Pick<AppLinkTable, 'target_path' | 'kind'> & Partial<AppLinkTable>): AppLinkTable => ({
    installation_id: installationId,
    slug: '',
    source_path: '',
    state: 'planned',
    inode: null,
    created_at: now,
    detail: null,
    ...row,
  })

  try {
    await removeReplaced()
    const made = [...(await makeFolders()), ...(await makeLinks())]
    await ledger.place(made)
    await also?.(undo)
    await removeUnwanted()
  } catch (error) {
    await undo.takeBack(error)
  }
  await removeEmptyFolders(installationId, ledger)

  /** Takes away links of ours that point elsewhere. Their rows stay as they are until the new ones are planned. */
  async function removeReplaced(): Promise<void> {
    for (const { action, row, replaces } of actions) if (action === 'repair' && row && replaces) removeOne(row)
  }

  async function makeFolders() {
    const paths = new Set(actions.flatMap(({ missingFolders = [] }) => [...missingFolders]))
    if (paths.size === 0) return []
    const known = new Set((await ledger.ofInstallation(installationId)).map((row) => row.target_path))
    await planRows(
      [...paths].map((path) => rowOf({ target_path: path, kind: 'directory' })),
      known,
    )
    const made: { targetPath: string; inode: string }[] = []
    for (const path of paths) {
      try {
        mkdirSync(path)
      } catch (error) {
        if (systemErrorCode(error) !== 'EEXIST' || lookAt(path).kind !== 'directory') throw error
        // Someone was quicker; it is theirs.
        if (!known.has(path)) await ledger.forget([path])
        continue
      }
      undo.push(() => removeFolder(path))
      made.push({ targetPath: path, inode: inodeOf(path) })
    }
    return made
  }

  async function makeLinks() {
    const links = actions.flatMap((action) => (action.wanted ? [{ ...action, wanted: action.wanted }] : []))
    const rows = links.map(({ slug, wanted }) =>
      rowOf({
        target_path: wanted.targetPath,
        kind: wanted.method,
        slug,
        source_path: wanted.sourcePath,
        // A hard link is known by its file also when that has another name by the time that a killed run is ended.
        detail: wanted.method === 'hardlink' ? identityOf(wanted.sourcePath) : (wanted.content ?? null),
      }),
    )
    await planRows(rows, new Set(links.flatMap(({ row }) => (row ? [row.target_path] : []))))
    const made: { targetPath: string; inode: string }[] = []
    for (const { action, wanted } of links) {
      const { targetPath, sourcePath, method, content = null } = wanted
      if (action !== 'keep') {
        makeLink({ kind: method, sourcePath, targetPath, content })
        undo.push(() => unlinkSync(targetPath))
      }
      made.push({ targetPath, inode: inodeOf(targetPath) })
      await pause()
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
      if (action === 'remove' && replaces) removeOne(row)
      gone.push(row)
      await pause()
    }
    await ledger.forget(gone.map((row) => row.target_path))
  }

  function removeOne(row: AppLinkTable): void {
    const { target_path: targetPath, source_path: sourcePath, kind, detail } = row
    if (!isOurs(row, lookAt(targetPath))) throw changedMeanwhile(targetPath, undefined)
    unlinkSync(targetPath)
    undo.push(async () => {
      makeLink({ kind, sourcePath, targetPath, content: detail })
      await ledger.restore([{ ...row, state: 'placed', inode: inodeOf(targetPath) }])
    })
  }
}

function inodeOf(path: string): string {
  const found = lookAt(path)
  if ('inode' in found) return found.inode
  throw changedMeanwhile(path, undefined)
}

function removeFolder(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
}
