import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'

export interface UpdateFile {
  path: string
  change: 'added' | 'changed' | 'removed'
  /** Bytes of the newer one, or of the one that is gone; undefined when nobody says. */
  size: number | undefined
}

/** Something newer that a source has of a library model. */
export interface Update {
  slug: string
  officialName: string
  source: SourceName
  /** Commit or version id that is on the shelf. */
  current: string
  latest: string
  /** The newer version's name; empty where there are none. */
  latestName: string
  /** What to pull. */
  reference: string
  publishedAt: UtcMilliseconds | undefined
  /** Files that differ, as far as that is known. */
  files: UpdateFile[]
  toldBy: 'source' | 'catalog'
  /** When it was told, UTC milliseconds. */
  asOf: UtcMilliseconds
  /** What is particular about it, in words. */
  note: string
}

export interface UpdateReport {
  updates: Update[]
  /** Models that were looked at. */
  total: number
  /** Models of which nothing newer is known. */
  current: number
  /** Models that could not be looked at. */
  problems: { slug: string; code: string; message: string }[]
}

export interface CheckOptions {
  /** Slugs; empty or absent means all. */
  models?: readonly string[]
  /** Only what the catalog has recorded; no source is asked. */
  local?: boolean
  signal?: AbortSignal | undefined
  onProgress?: ((progress: { done: number; total: number; slug: string }) => void) | undefined
}

/**
 * Whether sources have something newer of the library's models. Offline, and where a source does not answer, the catalog's
 * record is what is known, with its date. A source that says that it was asked too often is not asked again in that run.
 *
 * @throws WeighthouseError MODEL_NOT_FOUND for a slug that is not in the library
 */
export interface Updates {
  check(options?: CheckOptions): Promise<UpdateReport>
}
