import type { AppLinkTable } from '../../database/schema.ts'
import type { MapAction, MapPlan } from '../apps.ts'
import type { WantedLink } from '../mapping/createLinkPlanner.ts'

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
  const count = (kind: MapAction['action']) => actions.filter(({ action }) => action === kind).length
  return {
    appId,
    actions: actions.map(({ action, slug, sourcePath, targetPath, reason }) => ({
      action,
      slug,
      sourcePath,
      targetPath,
      reason,
    })),
    applied,
    created: count('create'),
    kept: count('keep'),
    repaired: count('repair'),
    removed: count('remove'),
    conflicts: count('conflict'),
    skipped: count('skip'),
  }
}
