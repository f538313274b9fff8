import { z } from 'zod'

import { sourceNames } from '../../ids/slug.ts'

/*
 * A catalog as a file, so that a team crawls once: NDJSON, UTF-8, compressed as a whole by zstd or not at all.
 *
 *   first line  {"weighthouse":"catalog","format":1,"exportedAt":…,"sources":{"huggingface":{"models":…,"runs":[…]}}}
 *   then        {"source":"huggingface","record":{…}}            one line for each model, in its source's schema,
 *               {"source":"huggingface","record":{…},"removedAt":…}   the second when its source lists it no longer
 *   last line   {"weighthouse":"end","sha256":"…","models":…}    of all bytes before this line, and all models
 *
 * `runs` are the syncs that reached their end last: an importer goes on from there. Times are UTC milliseconds.
 */

export const bundleFormat = 1

const runSchema = z.object({
  /** `full`, or `delta:…`; see sync/syncRun.ts. */
  kind: z.string(),
  startedAt: z.number().int(),
  finishedAt: z.number().int(),
  /** Models that it read. */
  models: z.number().int().nonnegative(),
})
export type BundleRun = z.infer<typeof runSchema>

const sourceSchema = z.object({ models: z.number().int().nonnegative(), runs: z.array(runSchema) })

export const headSchema = z.object({
  weighthouse: z.literal('catalog'),
  format: z.number().int(),
  exportedAt: z.number().int(),
  sources: z.partialRecord(z.enum(sourceNames), sourceSchema),
})
export type BundleHead = z.infer<typeof headSchema>

export const tailSchema = z.object({
  weighthouse: z.literal('end'),
  sha256: z.string(),
  models: z.number().int().nonnegative(),
})
export type BundleTail = z.infer<typeof tailSchema>
