import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { CatalogEntry } from '../catalog.ts'
import type { EntryFilter } from '../search/searchQuery.ts'

/**
 * How the catalog changes from day to day, by snapshots of downloads and likes.
 *
 * - A day has one snapshot: taken again, the later one stands. Days are UTC.
 * - Days without a snapshot are not made up: a gain is the difference between two snapshots that there are.
 * - Downloads mean what their source means, so nothing here adds or compares those of two sources.
 */
export interface Trends {
  /**
   * Writes down the numbers of every model for a day, default today, and renews `risingScore`.
   * A process that dies meanwhile leaves the snapshot of that day as it was.
   */
  takeSnapshot(day?: UtcMilliseconds): Promise<SnapshotReport>

  /** Models by our own score, the fastest first. Empty before there are two snapshots. */
  listRising(query?: TrendQuery): Promise<TrendPage>

  /** Models by the day on which their source published them, the newest first. */
  listNew(query?: TrendQuery): Promise<TrendPage>

  /**
   * Models, downloads and likes by day, oldest first.
   * @throws WeighthouseError MODEL_NOT_FOUND for a model that the catalog does not have, NOT_FOUND for a value that no
   *   model has, INVALID_ARGUMENT for `model` without value
   */
  growthOf(query: GrowthQuery): Promise<GrowthSeries[]>
}

interface SnapshotReport {
  /** Start of the day. */
  day: UtcMilliseconds
  models: number
  /** Days of which there is a snapshot, this one included. */
  snapshots: number
}

/** Which models a list is of, and which part of it. */
export interface TrendQuery {
  source?: SourceName | undefined
  filter?: (EntryFilter & { query?: string | undefined }) | undefined
  /** 1 to 100, default 20. */
  limit?: number | undefined
  /** `nextCursor` of an earlier page of the same list. */
  cursor?: string | undefined
}

export interface TrendPage {
  models: TrendingModel[]
  total: number
  /** Undefined after the last page. */
  nextCursor: string | undefined
  /** How the order was made, in words. */
  formula: string
  /** Days of which there is a snapshot. */
  snapshots: number
}

export interface TrendingModel {
  entry: CatalogEntry
  /** What the order goes by; undefined when the model has none. */
  score: number | undefined
  /** Since the snapshot that is `days` days older than the newest; undefined when the model is in one of them only. */
  downloadsGained: number | undefined
  likesGained: number | undefined
  days: number
}

export const growthFields = ['model', 'author', 'task', 'license'] as const
type GrowthField = (typeof growthFields)[number]

export interface GrowthQuery {
  by: GrowthField
  /** A slug or source id of a model, or the value, in any letter case; undefined: the values with the most models. */
  value?: string | undefined
  /** How many days back, default 30. */
  days?: number | undefined
  /** Most series, default 10. */
  limit?: number | undefined
}

/** Of one value at one source. */
export interface GrowthSeries {
  by: GrowthField
  value: string
  source: SourceName
  days: { day: UtcMilliseconds; models: number; downloads: number; likes: number }[]
}
