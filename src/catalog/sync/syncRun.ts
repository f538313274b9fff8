import type { SourceName } from '../../ids/slug.ts'

export interface SyncMode {
  /** Read only this many models, the most downloaded first; undefined or 0 means all. */
  first?: number | undefined
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
  /** Undefined for a full run. */
  first: number | undefined
  /** Where the next page starts; undefined before the first. */
  cursor: string | undefined
  /** Pages committed; also what tells two processes apart that work on the same run. */
  pages: number
  counts: SyncCounts
  /** Undefined while there is more to read; `drifted` when nothing was understood although there should be something. */
  outcome: 'completed' | 'drifted' | undefined
}

/** How a run's mode is written in `sync_runs.kind`. */
export function kindOfRun(first: number | undefined): string {
  return first ? `first:${first}` : 'full'
}

/** Models that a run has read and understood. */
export function countDone({ added, changed, unchanged }: SyncCounts): number {
  return added + changed + unchanged
}
