import type { AppLinkTable } from '../../database/schema.ts'
import type { MapAction, MapPlan } from '../apps.ts'
import type { WantedLink } from '../mapping/wanted.ts'

/** An action with what is needed to carry it out. */
export interface PlannedAction extends MapAction {
  /** The link to make, for `create` and `repair`. */
  wanted?: WantedLink
  /** The ledger's row of the place, if there is one. */
  row?: AppLinkTable
  /** Folders to make before the link, outermost first. */
  missingFolders?: readonly string[]
  /** True when something of ours is at the place and has to go (first). */
  replaces?: boolean
  /** True when the ledger lets go of the place. */
  forgets?: boolean
}

/** The plan as it is told: actions without what only the machinery needs, and their numbers. */
export function toMapPlan(appId: string, actions: readonly PlannedAction[], applied: boolean): MapPlan {
  const counts = { create: 0, keep: 0, repair: 0, remove: 0, conflict: 0, skip: 0 }
  for (const { action } of actions) counts[action]++
  return {
    appId,
    actions: actions.map(({ action, slug, sourcePath, targetPath, reason, warning }) => ({
      action,
      slug,
      sourcePath,
      targetPath,
      reason,
      ...(warning !== undefined && { warning }),
    })),
    applied,
    created: counts.create,
    kept: counts.keep,
    repaired: counts.repair,
    removed: counts.remove,
    conflicts: counts.conflict,
    skipped: counts.skip,
    problem: undefined,
  }
}
