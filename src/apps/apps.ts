import type { UtcMilliseconds } from '../foundation/time.ts'

/** An application on this machine that models are linked into. */
export interface AppInstallation {
  /** `comfyui`, `comfyui-2`, … */
  id: string
  /** Which application: an adapter's id. */
  app: string
  /** As the application tells it; `unknown` when it does not. */
  version: string
  /** Its folder, absolute, links resolved. */
  path: string
  /** Where it reads models, absolute, links resolved. */
  modelsPath: string
  /** Links that the ledger holds for it. */
  linkCount: number
  addedAt: UtcMilliseconds
}

/**
 * What is done about one place in an application, or would be:
 * `create` a link; `keep` one that is right; `repair` one of ours that points elsewhere or is gone; `remove` one of ours
 * that is no longer wanted; `conflict`: something that is not ours is there, and stays; `skip`: a model that the mapping
 * has no place for.
 */
export interface MapAction {
  action: 'create' | 'keep' | 'repair' | 'remove' | 'conflict' | 'skip'
  slug: string
  /** The library file, absolute. */
  sourcePath: string
  /** The place in the application, absolute; empty for `skip`. */
  targetPath: string
  /** Why, in one sentence. */
  reason: string
}

export interface MapPlan {
  appId: string
  actions: MapAction[]
  /** True when the actions were carried out. */
  applied: boolean
  created: number
  kept: number
  repaired: number
  removed: number
  conflicts: number
  skipped: number
}

export interface MapScope {
  /** Installation ids; empty or absent means all. */
  apps?: readonly string[]
  /** Slugs; empty or absent means all library models. */
  models?: readonly string[]
  /** Only plan. */
  dryRun?: boolean
}

/**
 * The applications that library models are linked into, and the links.
 *
 * - The ledger knows every link and folder that mapping made, and is written before the disk is. Nothing else is ever
 *   replaced or removed: a user's file, a foreign link, a folder that someone else made, a link of ours that was changed.
 * - `map` and `unmap` may be called as often as wanted; the second time nothing changes. They are all or nothing per
 *   application: when a step fails, the steps before it are taken back and the error is thrown.
 * - After a crash at any moment the next `map` or `unmap` finds in the ledger what was begun and ends it.
 * - With `dryRun` the disk is read and nothing is written.
 *
 * Errors: APP_NOT_FOUND; MODEL_NOT_FOUND (a slug that is not in the library); INVALID_ARGUMENT (`add`: no such
 * application, or not there); INVALID_CONFIG (a mapping file or overrides.json, naming file and field); NOT_FOUND (the
 * installation's folder is gone: an unplugged drive); CONFLICT (the disk changed while links were made).
 */
export interface Apps {
  list(): Promise<AppInstallation[]>
  /** The same folder again is the same installation. */
  add(app: string, path: string): Promise<AppInstallation>
  /** Takes back every link, then forgets the installation. One whose folder is gone is just forgotten. */
  remove(id: string): Promise<MapPlan>
  map(scope?: MapScope): Promise<MapPlan[]>
  unmap(scope?: MapScope): Promise<MapPlan[]>
  /** Where a model is linked, absolute paths in order. */
  links(slug: string): Promise<string[]>
}
