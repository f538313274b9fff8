import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'

export interface SyncMode {
  /** Read only this many models, the most downloaded first; undefined or 0 means all. */
  first?: number | undefined
  /**
   * Read only what changed since the last run that reached its end, the latest change first. Numbers that a source does
   * not count as a change (downloads, likes) stay as they are for what did not, and nothing is marked as removed. Without
   * a full run in the last week, everything is read.
   */
  delta?: boolean | undefined
  /** Believe a full listing that has lost a large part of the models. */
  force?: boolean | undefined
}

export interface SyncCounts {
  added: number
  changed: number
  removed: number
  unchanged: number
  /** Records that could not be understood. */
  rejected: number
}

/** A row of `sync_runs` while it is being worked on. */
export interface SyncRun {
  id: number
  source: SourceName
  /** Undefined unless only so many are read. */
  first: number | undefined
  /** What a delta reads back to; undefined for other runs. */
  since: UtcMilliseconds | undefined
  force: boolean
  startedAt: UtcMilliseconds
  /** Where the next page starts; undefined before the first. */
  cursor: string | undefined
  /** Pages committed; also what tells two processes apart that work on the same run. */
  pages: number
  counts: SyncCounts
  /** Models that the last full run has read; undefined when this run reads others, or is the first. */
  expected: number | undefined
  /**
   * Undefined while there is more to read; `drifted` when nothing was understood although there should be something,
   * `shrunk` when the listing has lost so much that nobody should believe it.
   */
  outcome: 'completed' | 'drifted' | 'shrunk' | undefined
}

/** How a run's mode is written in `sync_runs.kind`. A delta's begins with the time that it reads back to. */
export function kindOfRun({ first, since }: Pick<SyncRun, 'first' | 'since'>): string {
  if (first) return `first:${first}`
  return since === undefined ? 'full' : `delta:${since}`
}

/** A full run is the only one that knows what is missing. */
export function isFull({ first, since }: Pick<SyncRun, 'first' | 'since'>): boolean {
  return !first && since === undefined
}

/** Models that a run has read and understood. */
export function countDone({ added, changed, unchanged }: SyncCounts): number {
  return added + changed + unchanged
}
