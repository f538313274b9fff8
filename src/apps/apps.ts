import type { UtcMilliseconds } from '../foundation/time.ts'
import type { ConflictPolicy } from './mapping/conflictPolicies.ts'

/** An application on this machine that models are linked into. */
export interface AppInstallation {
  /** `comfyui`, `comfyui-2`, … */
  id: string
  /** Which application: an adapter's id. */
  app: string
  /** As people write it. */
  name: string
  /** As the application tells it; `unknown` when it does not. */
  version: string
  /** Its folder, absolute, links resolved. */
  path: string
  /** Where it reads models, absolute, links resolved. */
  modelsPath: string
  /** Where it answers; undefined when that was not said. */
  url: string | undefined
  /** The variant of its mapping. */
  variant: string
  /** What its file system and the library's allow. */
  linkSupport: LinkSupport
  /** Links that the ledger holds for it. */
  linkCount: number
  addedAt: UtcMilliseconds
}

export interface LinkSupport {
  /** Symbolic links can be made there. */
  symlink: boolean
  /** It is on the drive of the library, so hard links can be. */
  hardlink: boolean
  /** False: its folder is not there now. */
  online: boolean
}

/** An application that was found on this machine. */
export interface FoundApp {
  app: string
  name: string
  version: string
  path: string
  modelsPath: string
  /** The id under which it is known already. */
  knownAs: string | undefined
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
  /** Why its file is dangerous to load; undefined when nobody found it so. */
  warning?: string | undefined
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
  /** Why nothing could be planned or done for this application; the others went on. */
  problem: { code: string; message: string; hint: string | undefined } | undefined
}

export interface MapScope {
  /** Installation ids; empty or absent means all. */
  apps?: readonly string[]
  /** Slugs; empty or absent means all library models. */
  models?: readonly string[]
  /** Only plan. */
  dryRun?: boolean
  /** Instead of what the rules say. */
  onConflict?: ConflictPolicy | undefined
}

/** What an application sees of the models that were mapped into it. */
export interface AppVerification {
  appId: string
  /** Who said so: the application at its address, or the rules by which it lists its folders. */
  asked: 'application' | 'folders'
  /** Its address, when it was asked. */
  url: string | undefined
  /** Why it was not asked. */
  note: string | undefined
  models: { slug: string; targetPath: string; state: 'seen' | 'not seen' | 'cannot be asked'; reason: string }[]
  seen: number
  notSeen: number
  unknown: number
}

interface AddAppOptions {
  /** Where it answers. Only addresses of this machine and of private networks are taken, unless `anyAddress`. */
  url?: string | undefined
  /** Of its mapping; default `default`. */
  variant?: string | undefined
}

/**
 * The applications that library models are linked into, and the links.
 *
 * - The ledger knows every link, folder, file, settings entry and registration that mapping made, and is written before
 *   the disk is. Nothing else is ever replaced or removed: a user's file, a foreign link, a folder that someone else made,
 *   a link of ours that was changed.
 * - `map` and `unmap` may be called as often as wanted; the second time nothing changes. They are all or nothing per
 *   application: when a step fails, the steps before it are taken back. The other applications go on; the error stands in
 *   the plan's `problem`, and is thrown when no application could be planned.
 * - After a crash at any moment the next `map` or `unmap` finds in the ledger what was begun and ends it.
 * - With `dryRun` the disk is read and nothing is written.
 *
 * Errors: APP_NOT_FOUND; MODEL_NOT_FOUND (a slug that is not in the library); INVALID_ARGUMENT (`add`: no such
 * application, or not there); INVALID_CONFIG (a mapping file, naming file and field; a broken overrides.json leaves its
 * model out, and the plan says why); NOT_FOUND (the installation's folder is gone: an unplugged drive); CONFLICT (the disk
 * changed while links were made).
 */
export interface Apps {
  list(): Promise<AppInstallation[]>
  /** Looks in the usual places and the given ones. Changes nothing. */
  detect(paths?: readonly string[]): Promise<FoundApp[]>
  /** The same folder again is the same installation. */
  add(app: string, path: string, options?: AddAppOptions): Promise<AppInstallation>
  /** Takes back every link, then forgets the installation. One whose folder is gone is just forgotten. */
  remove(id: string): Promise<MapPlan>
  map(scope?: MapScope): Promise<MapPlan[]>
  unmap(scope?: MapScope): Promise<MapPlan[]>
  /** Whether the applications see what was mapped into them: asks those that can be asked. */
  verify(scope?: Pick<MapScope, 'apps' | 'models'>): Promise<AppVerification[]>
  /** Where a model is linked, absolute paths in order. */
  links(slug: string): Promise<string[]>
}
