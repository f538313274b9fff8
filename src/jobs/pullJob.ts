import { z } from 'zod'

import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../foundation/config/configOptions.ts'
import { isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import { findSource } from '../hub/findSource.ts'
import type { Hub } from '../hub/hub.ts'
import type { PulledModel } from '../hub/pullPlan.ts'
import type { Safety } from '../hub/safety/safety.ts'
import { isValidRevision, type ModelReference, parseModelReference } from '../ids/modelReference.ts'
import type { SourceName } from '../ids/slug.ts'
import type { Library } from '../library/library.ts'
import type { Entry, Source } from '../sources/source.ts'
import { checkSafety, type UnsafeFile } from './checkSafety.ts'
import type { JobContext, JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What a `pull` job is asked. */
export const pullPayload = z.object({
  /** A slug, a source's id or the address of a model's page; may end with `@revision`. */
  model: z.string().min(1),
  /** Wins over the one in `model`. */
  revision: z.string().min(1).optional(),
  /** Patterns of file names. */
  include: z.array(z.string()).default([]),
  exclude: z.array(z.string()).default([]),
  /** See FormatChoice. */
  quants: z.array(z.string()).default([]),
  allFormats: z.boolean().default(false),
  /** Shelve files, too, that would run programs when they are loaded, whatever the policy says. */
  allowDangerous: z.boolean().default(false),
})

export interface PullJobParts {
  hub: Pick<Hub, 'planPull' | 'pull'>
  library: Pick<Library, 'shelve'>
  catalog: Pick<Catalog, 'getModel' | 'writeRecords'>
  sources: ReadonlyMap<SourceName, Source>
  safety: Pick<Safety, 'scan'>
  scanPolicy: Config['scanPolicy']
}

/** Where a pulled model is, and what it took. */
export interface PullResult {
  slug: string
  revision: string
  commit: string
  files: { path: string; size: number; sha256: string }[]
  /** Paths of files that the source gives no hash for: only their size, if that, could be compared. */
  unproved: string[]
  /** What was found in files that are not safe. */
  unsafe: UnsafeFile[]
  /** Paths of files that the policy keeps out of the library; they are in the store. */
  blocked: string[]
  /** The model's folder in the library, absolute. */
  path: string
  fetchedBytes: number
  skippedBytes: number
}

/**
 * Brings a model into the store, and from there onto the shelf. May be run again at any time: bytes that are here are
 * not fetched twice, and a model that is on the shelf stays in its folder.
 */
export function createPullJob(parts: PullJobParts): JobHandler {
  const { hub, library, sources } = parts
  return async (context): Promise<PullResult & Record<string, unknown>> => {
    const { signal, progress, log } = context
    const { model, revision, allowDangerous, ...selection } = parsePayload(pullPayload, context.job)
    const reference = readReference(model, revision)
    const plan = await hub.planPull(reference, { ...selection, signal })
    await log('info', `${plan.slug}@${plan.commit}: ${plan.files.length} files, ${plan.missingBytes} bytes to fetch`)
    const pulled = await hub.pull(plan, {
      signal,
      onProgress: ({ doneBytes, totalBytes, file }) =>
        progress({ done: doneBytes, total: totalBytes, unit: 'bytes', message: file }),
    })
    signal.throwIfAborted()
    const unproved = plan.files.filter(({ hashTold }) => !hashTold).map(({ path }) => path)
    for (const path of unproved) await log('warn', `${path} could not be verified: its source gives no hash for it`)

    const checked = await checkSafety(parts, pulled, { ...context, allowDangerous })
    const { entry, record } = await findRecord(parts, pulled, context)
    const pageUrl = findSource(sources, pulled.source).pageUrl(pulled.id)
    const shelved = await library.shelve({ pulled: checked.allowed, entry, record, pageUrl })
    for (const { path, reason } of shelved.conflicts) await log('warn', `${path} was left as it is: ${reason}`)
    const { unsafe, blocked } = checked
    return { ...toResult(pulled), unproved, unsafe, blocked, path: shelved.path }
  }
}

function readReference(model: string, revision: string | undefined): ModelReference {
  const reference = parseModelReference(model)
  if (revision === undefined) return reference
  if (!isValidRevision(revision)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(revision)} is not a revision.`, {
      hint: 'A revision is a branch, a tag, a commit (Hugging Face) or a version number (CivitAI).',
      details: { revision },
    })
  }
  return { ...reference, revision }
}

/**
 * What the catalog knows of the model, or else its source; then the catalog learns it, too. A model whose record nobody
 * can give is shelved without: its bytes are here.
 */
async function findRecord(
  { catalog, sources }: PullJobParts,
  { slug, id, source: sourceName }: PulledModel,
  { signal, log }: JobContext,
): Promise<{ entry: Entry | undefined; record: unknown }> {
  const source = findSource(sources, sourceName)
  try {
    const { record } = await catalog.getModel(slug)
    return { entry: source.toEntry(record), record }
  } catch (error) {
    if (!isWeighthouseError(error, 'MODEL_NOT_FOUND')) throw error
  }
  try {
    const record = await source.getModel(id, { signal })
    const entry = source.toEntry(record)
    await catalog.writeRecords(sourceName, [record])
    return { entry, record }
  } catch (error) {
    if (!isWeighthouseError(error, ...sourceRefusals)) throw error
    await log('warn', `${slug} is shelved without its record: ${error.message}`)
    return { entry: undefined, record: undefined }
  }
}

const sourceRefusals = [
  'SOURCE_UNREACHABLE',
  'SOURCE_ERROR',
  'SOURCE_DRIFT',
  'RATE_LIMITED',
  'MODEL_NOT_FOUND',
  'GATED',
  'UNAUTHORIZED',
] as const

function toResult({ slug, revision, commit, files, fetchedBytes, skippedBytes }: PulledModel) {
  return {
    slug,
    revision,
    commit,
    files: files.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    fetchedBytes,
    skippedBytes,
  }
}
