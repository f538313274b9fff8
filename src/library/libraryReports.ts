import type { LayoutName } from './layouts/foundModel.ts'
import type { RootState } from './roots/root.ts'

/* What the longer calls of the library are asked and answer. */

/** A folder of the user's whose models are known in place. */
export interface LibraryRoot extends RootState {
  /** Models of it that are known, those that are missing among them. */
  models: number
  missing: number
  /** Bytes of all of them. */
  sizeBytes: number
}

/** What a scan of one root found. */
export interface RootReport {
  id: string
  name: string
  /** Absolute. */
  path: string
  online: boolean
  offlineReason: string | undefined
  layouts: LayoutName[]
  /** Files that were looked at; 0 when nothing had changed. */
  files: number
  /** Models of it that are known now, those that are missing among them. */
  models: number
  added: number
  changed: number
  /** Renamed or moved; each kept its slug. */
  moved: number
  /** Were missing, and are there again. */
  returned: number
  /** Gone although the root is there. They stay known until they are removed. */
  missing: number
  unchanged: number
  /** Found, and left out because somebody took them out of the library. */
  keptOut: number
  /** Models whose metadata.json was written. */
  written: number
  /** Downloads that other programs have not finished, absolute; they are no models. */
  unfinished: string[]
  /** Other folders that an application of this root reads models from, absolute. */
  suggested: string[]
  /** New and moved models; the first thousand. */
  listed: { path: string; name: string; layout: LayoutName; state: 'new' | 'moved'; files: number; sizeBytes: number }[]
  problems: { path: string; reason: string }[]
}

export interface ScanReport {
  /** Models that are on the shelves now. */
  models: number
  added: number
  changed: number
  removed: number
  /** What is wrong on disk: broken metadata.json, missing files. Nothing of it is deleted. */
  problems: { path: string; reason: string }[]
  /** Leftovers of killed processes that were taken away or brought to their end. */
  recovered: number
  /** Of each root that was looked at. */
  roots: RootReport[]
}

export interface ImportOptions {
  /** Files and folders, absolute. */
  paths: readonly string[]
  /** `link` makes hard links: both names share the same bytes. */
  method: 'move' | 'copy' | 'link'
  /** How the folders are laid out; recognised without it. */
  layout?: LayoutName | undefined
  dryRun?: boolean | undefined
  signal?: AbortSignal | undefined
  onProgress?: (progress: { bytes: number; totalBytes: number; message: string }) => void
}

export interface ImportReport {
  models: {
    slug: string
    name: string
    /** What was found, absolute. */
    from: string
    /** Weights, configs and sidecars. */
    files: number
    sizeBytes: number
    /** Its folder in the library, absolute; undefined when it was not imported. */
    path: string | undefined
    /** Why it was not. */
    skipped: string | undefined
  }[]
  bytes: number
  problems: { path: string; reason: string }[]
}

export interface HashOptions {
  /** Path, id or name of one root; without it all that are online, and the library. */
  root?: string | undefined
  signal?: AbortSignal | undefined
  /** Called now and then; bytes of all files. */
  onProgress?: (progress: { bytes: number; totalBytes: number; files: number; totalFiles: number }) => void
}

export interface HashReport {
  /** Files that got their hashes, and their bytes. */
  files: number
  bytes: number
  models: number
  /** Models that turned out to be missing ones, moved; they kept the slug of those. */
  adopted: number
  /** Files without hashes, and why. */
  skipped: { path: string; reason: string }[]
  /** Of the models whose files got hashes. */
  slugs: string[]
}
