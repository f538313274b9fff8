import type { ConflictPolicy } from './conflictPolicies.ts'

/** A link or a small file that the mapping asks for. */
export interface WantedLink {
  slug: string
  method: 'symlink' | 'hardlink' | 'file'
  /** The library file, absolute. */
  sourcePath: string
  /** The folder of the application below which the place is, absolute. */
  root: string
  /** The place in the application, absolute. */
  targetPath: string
  /** The rule that asks for it. */
  rule: string
  /** Its drive is not there now. */
  offline: boolean
  /** Of a file: what it says. */
  content?: string
  onConflict?: ConflictPolicy
  /** Takes the next name, absolute, when this one's place is not free; undefined when there is none. */
  nextPath?: () => string | undefined
}

/** A folder that the mapping asks the application's settings to name. */
export interface WantedEntry {
  slug: string
  /** The name of the setting, as the rule's `target_subdir` gives it. */
  key: string
  /** The library file, absolute. */
  sourcePath: string
  /** The folder to be named, absolute. */
  folder: string
  rule: string
  offline: boolean
}

/** A model that the application itself is asked to take up. */
export interface WantedModel {
  slug: string
  /** What it shall be called there. */
  name: string
  /** The library file, absolute. */
  sourcePath: string
  /** Undefined until it was worked out. */
  sha256: string | undefined
  rule: string
  offline: boolean
}

/** Everything that the mapping asks for one model. */
export interface Wanted {
  links: WantedLink[]
  entries: WantedEntry[]
  models: WantedModel[]
  /** Why rules that take the model's files ask for nothing. */
  unmet: string[]
}
