import { z } from 'zod'

import type { Bundles } from '../bundles/bundles.ts'
import type { ArrivedModel } from '../bundles/read/importModels.ts'
import { isWeighthouseError } from '../foundation/errors.ts'
import type { Library } from '../library/library.ts'
import { checkSafety } from './checkSafety.ts'
import type { JobContext, JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'
import type { PullJobParts } from './pullJob.ts'

/** What a `bundle_import` job is asked. */
export const bundleImportPayload = z.object({
  /** Absolute paths of this machine. */
  files: z.array(z.string().min(1)).min(1),
  /** Absolute path of the public key that every bundle must be signed by. */
  verifyKey: z.string().min(1).optional(),
  /** As of a pull: shelve files, too, that would run programs when they are loaded. */
  allowDangerous: z.boolean().default(false),
})

export interface BundleImportParts extends Pick<PullJobParts, 'safety' | 'scanPolicy'> {
  bundles: Pick<Bundles, 'importModels'>
  library: Pick<Library, 'shelve'>
}

const count = z.number()

/** What it returns. */
export const bundleImportResult = z.object({
  models: z.array(
    z.object({
      slug: z.string(),
      commit: z.string(),
      files: count,
      bytes: count,
      /** The model's folder in the library, absolute. */
      path: z.string(),
      /** Paths of files that the policy keeps out of the library; they are in the store. */
      blocked: z.array(z.string()),
    }),
  ),
  /** Models of which the policy lets nothing into the library; their files are in the store. */
  refused: z.array(z.object({ slug: z.string(), reason: z.string() })),
  blobs: count,
  /** Bytes that were not here. */
  writtenBytes: count,
  /** For each bundle: none, unchecked or right. */
  signatures: z.array(z.string()),
})
export type BundleImportResult = z.infer<typeof bundleImportResult>

/**
 * Brings the models of bundles into the store, the hub's records, the catalog and the library, by the same rules of safety
 * as a pull. Taken up again, it goes on with what is missing.
 */
export function createBundleImportJob(parts: BundleImportParts): JobHandler {
  return async (context) => {
    const { job, signal, progress } = context
    const { allowDangerous, ...options } = parsePayload(bundleImportPayload, job)
    const models: BundleImportResult['models'] = []
    const refused: BundleImportResult['refused'] = []
    const { plans, writtenBytes } = await parts.bundles.importModels({
      ...options,
      signal,
      onProgress: ({ doneBytes, totalBytes, message }) =>
        progress({ done: doneBytes, total: totalBytes, unit: 'bytes', message }),
      async onModel(model) {
        const shelved = await shelve(parts, model, { ...context, allowDangerous })
        if ('path' in shelved) models.push(shelved)
        else refused.push(shelved)
      },
    })
    const result: BundleImportResult = {
      models,
      refused,
      blobs: plans.reduce((sum, { blobs }) => sum + blobs, 0),
      writtenBytes,
      signatures: plans.map(({ signature }) => signature.state),
    }
    return result
  }
}

async function shelve(
  parts: BundleImportParts,
  { pulled, entry, record, metadata, pageUrl }: ArrivedModel,
  context: JobContext & { allowDangerous: boolean },
): Promise<BundleImportResult['models'][number] | BundleImportResult['refused'][number]> {
  const { slug, commit, files } = pulled
  const { log } = context
  let checked: Awaited<ReturnType<typeof checkSafety>>
  try {
    checked = await checkSafety(parts, pulled, context)
  } catch (error) {
    // Nothing of this model may be shelved; the others may.
    if (!isWeighthouseError(error, 'VERIFICATION_FAILED')) throw error
    await log('error', error.message)
    return { slug, reason: error.message }
  }
  const model = { pulled: checked.allowed, entry, record, metadata, ...(pageUrl === undefined ? {} : { pageUrl }) }
  const { path, conflicts } = await parts.library.shelve(model)
  for (const conflict of conflicts) await log('warn', `${conflict.path} was left as it is: ${conflict.reason}`)
  await log('info', `${slug}@${commit} is on the shelf`)
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  return { slug, commit, files: files.length, bytes, path, blocked: checked.blocked }
}
