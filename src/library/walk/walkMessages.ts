/** What a walking thread is told: to list a root's first folders, or to walk those that nobody has taken yet. */
export type WalkOrder =
  | { kind: 'expand'; options: WalkOptions }
  /** `next` is shared by the threads: the index of the first unit that none has taken. */
  | { kind: 'walk'; options: WalkOptions; units: string[]; next: Int32Array<SharedArrayBuffer> }

/** What a walk found in one folder and below. All arrays are parallel to the paths. */
export interface WalkedUnit {
  /** The folder, relative to the root; empty for the root. */
  unit: string
  /** Of the paths and facts; equal when nothing changed. */
  digest: string
  /** Of the files, relative to the root, with forward slashes, one after the other with a NUL between. */
  paths: string
  /** Five for each file: size, modification time (ms), device, inode, 1 for a link. */
  facts: Float64Array<ArrayBuffer>
}

export interface WalkProblem {
  /** Absolute. */
  path: string
  reason: string
}

export type WalkAnswer = WalkedPart | { failed: string; code: unknown }

export interface WalkedPart {
  walked: WalkedUnit[]
  /** Folders that `expand` left to be walked. */
  units: string[]
  problems: WalkProblem[]
}

/** What every thread of a walk knows. */
export interface WalkOptions {
  /** Absolute. */
  root: string
  /** Absolute folders that are never entered and whose files are never listed, also when a link leads there. */
  apart: readonly string[]
}

export const factsPerFile = 5
