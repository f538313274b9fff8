import { realpathSync, statSync } from 'node:fs'

import type { AppLinkTable } from '../../database/schema.ts'
import { systemErrorCode } from '../../foundation/errors.ts'
import type { ConflictPolicy } from '../mapping/conflictPolicies.ts'
import type { WantedLink } from '../mapping/wanted.ts'
import { createParentCheck } from './createParentCheck.ts'
import { isOurs, isWritten } from './isOurs.ts'
import { type Found, lookAt, readLinkText } from './lookAt.ts'
import { pauseEvery } from './pauseEvery.ts'
import type { PlannedAction } from './plannedAction.ts'

const lookedAtOnce = 512

/**
 * Compares the links that are wanted with the ledger and the disk. Writes nothing.
 *
 * @param options.rows the ledger of this installation
 * @param options.isInScope which models the plan is about; rows of others are left alone
 * @param options.right links that were looked at already and are as they should be
 * @param options.rowsOfOthers the ledger's rows of places that other installations have; asked only when one is in the way
 */
export async function planInstallation(options: {
  wanted: readonly WantedLink[]
  rows: readonly AppLinkTable[]
  isInScope: (slug: string) => boolean
  onConflict?: ConflictPolicy | undefined
  right?: ReadonlySet<WantedLink>
  rowsOfOthers?: (targetPaths: string[]) => Promise<AppLinkTable[]>
}): Promise<PlannedAction[]> {
  const rows = new Map(options.rows.map((row) => [row.target_path, row]))
  const checkParents = createParentCheck()
  const pause = pauseEvery(lookedAtOnce)
  const actions: PlannedAction[] = []
  for (const wanted of options.wanted) {
    if (options.right?.has(wanted)) actions.push(keep(wanted))
    else {
      actions.push(await settle(wanted))
      await pause()
    }
  }
  const stillWanted = new Set(actions.map(({ targetPath }) => targetPath))
  for (const row of options.rows) {
    if (!isLink(row) || stillWanted.has(row.target_path) || !options.isInScope(row.slug)) continue
    actions.push(planRemoval(row, 'the mapping asks for it no longer'))
    await pause()
  }
  return actions

  function keep({ slug, sourcePath, targetPath }: WantedLink): PlannedAction {
    const row = rows.get(targetPath)
    return { action: 'keep', slug, sourcePath, targetPath, reason: 'it is as it should be', ...(row ? { row } : {}) }
  }

  /** Plans a link; where something else has the place, does as the policy says. */
  async function settle(first: WantedLink): Promise<PlannedAction> {
    let wanted = first
    for (;;) {
      const planned = planWanted(wanted)
      if (planned.action !== 'conflict') return planned
      const policy = options.onConflict ?? wanted.onConflict ?? 'skip'
      const [other] = (await options.rowsOfOthers?.([wanted.targetPath])) ?? []
      const found = lookAt(wanted.targetPath)
      if (other && isOurs(other, found)) {
        const said = other.kind === 'symlink' && other.source_path === wanted.sourcePath
        if (said) return { ...planned, action: 'skip', reason: `${other.installation_id} has the same link there` }
        if (policy === 'replace-ours') {
          const reason = `takes the place over from ${other.installation_id}`
          return { ...planned, action: 'repair', reason, wanted, missingFolders: [], replaces: true, row: other }
        }
      }
      const nextPath = policy === 'rename' ? wanted.nextPath?.() : undefined
      if (nextPath === undefined) return planned
      wanted = { ...wanted, targetPath: nextPath }
    }
  }

  function planWanted(wanted: WantedLink): PlannedAction {
    const { slug, sourcePath, targetPath, method } = wanted
    const row = rows.get(targetPath)
    const act = (action: PlannedAction['action'], reason: string, more: Partial<PlannedAction> = {}) => ({
      action,
      slug,
      sourcePath,
      targetPath,
      reason,
      ...(row ? { row } : {}),
      ...more,
    })
    if (wanted.offline) {
      return row ? act('keep', 'its drive is not here now') : act('skip', 'its drive is not here now')
    }
    const source = lookAt(sourcePath)
    if (source.kind === 'symlink' && method === 'hardlink') {
      // A hard link of a link would be of the link; files in a cache are links to where their bytes are.
      const real = realPathOf(sourcePath)
      if (real !== undefined) return planWanted({ ...wanted, sourcePath: real })
    }
    if (!isFile(sourcePath, source)) return act('skip', 'the library file is missing; scan, or pull the model again')
    // A link that says what ours says is as it should be, whoever made it; whether it is ours is asked before it goes.
    if (shouldBeRight(row, wanted) && readLinkText(targetPath) === sourcePath) {
      return act('keep', 'it is as it should be')
    }
    const parents = checkParents(wanted.root, targetPath)
    if ('blocked' in parents) return act('conflict', `${parents.blocked}; it stays as it is`)

    const found = lookAt(targetPath)
    const { missing: missingFolders, device } = parents
    if (found.kind === 'absent') {
      if (method === 'hardlink' && 'device' in source && device !== '' && source.device !== device) {
        return act('skip', 'the file is on another drive, and hard links cannot cross; use the method symlink')
      }
      if (row?.state === 'placed') return act('repair', 'our link is gone', { wanted, missingFolders })
      return act('create', `the rule ${wanted.rule} asks for it`, { wanted, missingFolders })
    }
    if (row === undefined || !isOurs(row, found)) {
      const reason = `${describe(found)} that is not ours is there; it stays as it is`
      return act('conflict', reason, { forgets: row !== undefined })
    }
    if (!isRight(row, wanted)) {
      const what = row.kind === 'file' ? 'our file says something else' : `our link points to ${row.source_path}`
      return act('repair', what, { wanted, missingFolders, replaces: true })
    }
    if (!isWritten(row)) {
      const reason = 'an interrupted run had written a part of it'
      return act('repair', reason, { wanted, missingFolders, replaces: true })
    }
    // Its process died between making it and saying so.
    if (row.state === 'planned') return act('keep', 'an interrupted run had made it already', { wanted })
    return act('keep', 'it is as it should be')
  }
}

/** Undefined when the link leads nowhere. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}

/** Files in place may be links of the user's to where they really are. */
function isFile(path: string, found: Found): boolean {
  if (found.kind !== 'symlink') return found.kind === 'file'
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch (error) {
    if (systemErrorCode(error) === 'ELOOP' || systemErrorCode(error) === 'ENOTDIR') return false
    throw error
  }
}

/** True for a link that should be there as it is, and only has to be looked at. */
export function shouldBeRight(row: AppLinkTable | undefined, wanted: WantedLink): boolean {
  return row?.kind === 'symlink' && row.state === 'placed' && !wanted.offline && isRight(row, wanted)
}

function isRight(row: AppLinkTable, wanted: WantedLink): boolean {
  if (row.kind !== wanted.method) return false
  if (row.kind === 'symlink') return row.source_path === wanted.sourcePath
  return row.kind === 'hardlink' || row.detail === wanted.content
}

/** True for rows of things in folders that stand for a model. */
export function isLink({ kind }: Pick<AppLinkTable, 'kind'>): boolean {
  return kind === 'symlink' || kind === 'hardlink' || kind === 'file'
}

/** What to do about a ledger row that is not wanted (any more). */
export function planRemoval(row: AppLinkTable, reason: string): PlannedAction {
  const found = lookAt(row.target_path)
  const place = { slug: row.slug, sourcePath: row.source_path, targetPath: row.target_path, row, forgets: true }
  if (found.kind === 'absent') return { ...place, action: 'remove', reason: 'it is gone already' }
  if (isOurs(row, found)) return { ...place, action: 'remove', reason, replaces: true }
  const what = describe(found)
  return { ...place, action: 'conflict', reason: `our link was replaced by ${what}; that stays, and is forgotten` }
}

function describe(found: Found): string {
  switch (found.kind) {
    case 'symlink':
      return `a link to ${found.text}`
    case 'file':
      return 'a file'
    case 'directory':
      return 'a folder'
    case 'absent':
    case 'other':
      return 'something'
  }
}
