import { z } from 'zod'

import { sourceNames } from '../ids/slug.ts'

/*
 * Models as one file, to be carried where there is no network: a tar (tar/tarHeader.ts), so that any `tar` lists and
 * unpacks it. In this order:
 *
 *   weighthouse-bundle.json           what is in it, as described below
 *   models/<slug>/record.json         the record as the catalog keeps it, unless it has none
 *   models/<slug>/metadata.json       metadata.json of the library
 *   blobs/sha256/<64 hex>             every blob once, in the order in which the models name them
 *   weighthouse-bundle.sig            if signed; see signature.ts
 *
 * Nothing in it depends on when or where it was written: the same models make the same bytes, which is what lets an
 * export go on where it was killed.
 */

export const bundleFormat = 1
export const contentsName = 'weighthouse-bundle.json'
export const signatureName = 'weighthouse-bundle.sig'

export function recordName(slug: string): string {
  return `models/${slug}/record.json`
}

export function metadataName(slug: string): string {
  return `models/${slug}/metadata.json`
}

export function blobName(sha256: string): string {
  return `blobs/sha256/${sha256}`
}

/** Bytes; an entry of the archive that is read into memory. */
export const largestText = 64 * 1024 * 1024

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const gitSha1 = z.string().regex(/^[0-9a-f]{40}$/)
const size = z.number().int().nonnegative()
const text = z.object({ size: size.max(largestText), sha256 })

const fileSchema = z.object({
  /** In the repo; relative, with forward slashes. */
  path: z.string(),
  /** Bytes. */
  size,
  sha256,
  /** Git blob id, where the source gives no sha256 of its own. */
  gitSha1: gitSha1.optional(),
})

const modelSchema = z.object({
  slug: z.string(),
  source: z.enum(sourceNames),
  id: z.string(),
  /** What it was pulled as, and what that pointed to then. */
  revision: z.string(),
  commit: z.string(),
  pageUrl: z.string().optional(),
  /** Of record.json; null when there is none. */
  record: text.nullable(),
  /** Of metadata.json. */
  metadata: text,
  files: z.array(fileSchema).min(1),
  /** Files of the same commit that are not in the bundle, as far as they are known. */
  others: z.array(
    z.object({ path: z.string(), size: size.optional(), sha256: sha256.optional(), gitSha1: gitSha1.optional() }),
  ),
})
export type BundleModel = z.infer<typeof modelSchema>

export const contentsSchema = z.object({
  weighthouse: z.literal('models'),
  format: z.literal(bundleFormat),
  /** Of the program that wrote it. */
  version: z.string(),
  /** When the newest of its models was shelved, ISO 8601: not when it was written, so that it stays the same. */
  created: z.iso.datetime(),
  models: z.array(modelSchema),
  blobs: z.array(z.object({ sha256, size })),
})
export type BundleContents = z.infer<typeof contentsSchema>

export function encodeContents(contents: BundleContents): Buffer {
  return Buffer.from(`${JSON.stringify(contents, null, 1)}\n`, 'utf8')
}
