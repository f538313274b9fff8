import type { AppLinkTable } from '../../database/schema.ts'
import type { WantedLink } from '../mapping/createLinkPlanner.ts'
import { createParentCheck } from './createParentCheck.ts'
import { isOurs } from './isOurs.ts'
import { type Found, lookAt } from './lookAt.ts'
import type { PlannedAction } from './plannedAction.ts'

/**
 * Compares the links that are wanted with the ledger and the disk. Writes nothing.
 *
 * @param options.rows the ledger of this installation
 * @param options.isInScope which models the plan is about; rows of others are left alone
 */
export async function planInstallation(options: {
  modelsPath: string
  wanted: readonly WantedLink[]
  rows: readonly AppLinkTable[]
  isInScope: (slug: string) => boolean
}): Promise<PlannedAction[]> {
  const rows = new Map(options.rows.map((row) => [row.target_path, row]))
  const checkParents = createParentCheck(options.modelsPath)
  const actions: PlannedAction[] = []
  for (const wanted of options.wanted) actions.push(await planWanted(wanted))

  const stillWanted = new Set(options.wanted.map(({ targetPath }) => targetPath))
  for (const row of options.rows) {
    if (row.kind === 'directory' || stillWanted.has(row.target_path) || !options.isInScope(row.slug)) continue
    actions.push(await planRemoval(row, 'the mapping asks for it no longer'))
  }
  return actions

  async function planWanted(wanted: WantedLink): Promise<PlannedAction> {
    const { slug, sourcePath, targetPath } = wanted
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
    const source = await lookAt(sourcePath)
    if (source.kind !== 'file') return act('skip', 'the library file is missing; pull the model again')
    const parents = await checkParents(targetPath)
    if ('blocked' in parents) return act('conflict', `${parents.blocked}; it stays as it is`)

    const found = await lookAt(targetPath)
    const { missing: missingFolders } = parents
    if (found.kind === 'absent') {
      if (row?.state === 'placed') return act('repair', 'our link is gone', { wanted, missingFolders })
      return act('create', `the rule ${wanted.rule} asks for it`, { wanted, missingFolders })
    }
    const ours =
      row !== undefined && isOurs(row, found, row.kind === 'hardlink' ? await lookAt(row.source_path) : source)
    if (!ours) {
      const reason = `${describe(found)} that is not ours is there; it stays as it is`
      return act('conflict', reason, { forgets: row !== undefined })
    }
    const right = row.kind === wanted.method && (row.kind === 'hardlink' || row.source_path === sourcePath)
    if (!right)
      return act('repair', `our link points to ${row.source_path}`, { wanted, missingFolders, replaces: true })
    // Its process died between making it and saying so.
    if (row.state === 'planned') return act('keep', 'an interrupted run had made it already', { wanted })
    return act('keep', 'it is as it should be')
  }
}

/** What to do about a ledger row that is not wanted (any more). */
export async function planRemoval(row: AppLinkTable, reason: string): Promise<PlannedAction> {
  const found = await lookAt(row.target_path)
  const source = row.kind === 'hardlink' ? await lookAt(row.source_path) : undefined
  const place = { slug: row.slug, sourcePath: row.source_path, targetPath: row.target_path, row, forgets: true }
  if (found.kind === 'absent') return { ...place, action: 'remove', reason: 'it is gone already' }
  if (isOurs(row, found, source)) return { ...place, action: 'remove', reason, replaces: true }
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
