import { z } from 'zod'

import type { Hub } from '../hub/hub.ts'
import { repairBlob } from '../hub/upkeep/repairBlob.ts'
import type { Upkeep } from '../hub/upkeep/upkeep.ts'
import type { Finding, VerifyReport } from '../hub/upkeep/verifyReport.ts'
import type { Library } from '../library/library.ts'
import type { BlobStore } from '../store/blobStore.ts'
import type { JobContext, JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What a `verify` job is asked. */
export const verifyPayload = z.object({
  /** The share of the blobs to read, above 0 and up to 1. */
  sample: z.number().gt(0).max(1).optional(),
  /** Only what this model names: a slug. */
  model: z.string().min(1).optional(),
  /** Blobs that were read since then are not read again, UTC milliseconds. Default: since the job was asked for. */
  since: z.number().int().min(0).optional(),
  /** Fetch again what is damaged or missing. */
  repair: z.boolean().optional(),
})

export interface VerifyJobParts {
  upkeep: Pick<Upkeep, 'verify'>
  store: Pick<BlobStore, 'stat' | 'listAside' | 'localPath'>
  hub: Pick<Hub, 'planPull' | 'pull'>
  library: Pick<Library, 'replaceDamaged'>
}

/** What a verify job returns; the first findings are told one by one, the counts are of all. */
interface VerifyResult extends VerifyReport {
  bad: number
  missing: number
  repaired: number
  /** Library files that shared the bytes of a damaged blob and have the right ones now. */
  replacedFiles: string[]
}

const mostFindings = 200

const count = z.object({ blobs: z.number(), bytes: z.number() })

/** The same as it is read back from a job. */
export const verifyResult = z.object({
  since: z.number(),
  checked: count,
  skipped: count,
  findings: z.array(
    z.object({
      sha256: z.string(),
      kind: z.enum(['bad', 'unreadable', 'missing']),
      reason: z.string(),
      place: z.string().optional(),
      names: z.array(z.object({ slug: z.string(), commit: z.string(), path: z.string() })),
      repaired: z.boolean(),
    }),
  ),
  strangers: z.array(z.string()),
  sound: z.boolean(),
  bad: z.number(),
  missing: z.number(),
  repaired: z.number(),
  replacedFiles: z.array(z.string()),
})

/**
 * Reads the blobs and compares them with their names. A job that is taken up again reads only what it had not read.
 * With `repair`, what is damaged or missing is fetched again, and library files that shared damaged bytes get the right
 * ones. That something is wrong does not fail the job: it is its result.
 */
export function createVerifyJob(parts: VerifyJobParts): JobHandler {
  return async (context) => {
    const { job, signal, progress, log } = context
    const { sample, model, repair = false, since = job.createdAt } = parsePayload(verifyPayload, job)
    const report = await parts.upkeep.verify({
      since,
      sample,
      slug: model,
      signal,
      onProgress: ({ doneBytes, totalBytes }) =>
        progress({ done: doneBytes, total: totalBytes, unit: 'bytes', message: 'reading blobs' }),
      onFinding: (finding) => log('error', describeFinding(finding)),
    })
    for (const path of report.strangers)
      await log('warn', `${path} lies among the blobs and is none; it was left there`)
    const replacedFiles = repair ? await repairAll(parts, report.findings, context) : []
    return { ...toResult(report, replacedFiles) }
  }
}

async function repairAll(
  parts: VerifyJobParts,
  findings: readonly Finding[],
  { signal, progress, log }: JobContext,
): Promise<string[]> {
  for (const [index, finding] of findings.entries()) {
    const { sha256 } = finding
    progress({ done: index, total: findings.length, unit: 'blobs', message: `fetching ${sha256.slice(0, 12)} again` })
    const reason = await repairBlob(parts, finding, signal)
    finding.repaired = reason === undefined
    if (finding.repaired) await log('info', `${sha256} was fetched again`)
    else await log('error', `${sha256} could not be fetched again: ${reason}`)
  }
  return replaceFiles(parts, log)
}

/** Also for blobs that were set aside by an earlier run and have come back by a pull since. */
async function replaceFiles({ store, library }: VerifyJobParts, log: JobContext['log']): Promise<string[]> {
  const replaced: string[] = []
  for await (const { sha256, place } of store.listAside('quarantine')) {
    if (store.localPath(sha256) === undefined || !(await store.stat(sha256))) continue
    for (const path of await library.replaceDamaged({ sha256, place })) {
      replaced.push(path)
      await log('info', `${path} has its right bytes again`)
    }
  }
  return replaced
}

function describeFinding({ kind, sha256, reason, place, names }: Finding): string {
  const of = names.map(({ slug, path }) => `${path} of ${slug}`).join(', ')
  const moved = place === undefined ? '' : `; it lies in ${place} now`
  return `${kind}: ${sha256}${of === '' ? '' : ` (${of})`}: ${reason}${moved}`
}

function toResult(report: VerifyReport, replacedFiles: string[]): VerifyResult {
  const count = (test: (finding: Finding) => boolean) => report.findings.filter(test).length
  return {
    ...report,
    findings: report.findings.slice(0, mostFindings),
    sound: report.findings.every(({ repaired }) => repaired),
    bad: count(({ kind }) => kind !== 'missing'),
    missing: count(({ kind }) => kind === 'missing'),
    repaired: count(({ repaired }) => repaired),
    replacedFiles,
  }
}
