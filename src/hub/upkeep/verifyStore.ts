import { isWeighthouseError, systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import type { BlobInfo } from '../../store/blobStore.ts'
import { mapConcurrently } from '../mapConcurrently.ts'
import { writeLost, writeVerified } from './blobStates.ts'
import { findMissing } from './findMissing.ts'
import { listToVerify } from './listToVerify.ts'
import { readNames } from './readNames.ts'
import type { UpkeepParts } from './upkeepParts.ts'
import type { Finding, VerifyOptions, VerifyReport } from './verifyReport.ts'

const writeEveryMs = 2_000
const mostStrangers = 100

/**
 * Reads blobs, all of them or a part, and compares each with its name; asks the database for files that should be here
 * and are not; and looks for files among the blobs that are none. A bad blob goes to the quarantine and its artifacts
 * become `failed`, so that nobody takes it for good; nothing is ever deleted.
 *
 * What was read is written down every few seconds: a later run with the same `since` goes on from there.
 *
 * @throws WeighthouseError MODEL_NOT_FOUND for a slug that names no blob
 */
export async function verifyStore(parts: UpkeepParts, options: VerifyOptions = {}): Promise<VerifyReport> {
  const { store, database, clock } = parts
  const { signal, onProgress, onFinding } = options
  const since = options.since ?? clock()
  const { wanted, skipped } = await listToVerify(parts, { ...options, since })
  if (options.slug !== undefined && wanted.length + skipped.length === 0) await checkSlug(parts, options.slug)
  const skippedBytes = sumOf(skipped)
  const totalBytes = skippedBytes + sumOf(wanted)
  const report: VerifyReport = {
    since,
    checked: { blobs: 0, bytes: 0 },
    skipped: { blobs: skipped.length, bytes: skippedBytes },
    findings: [],
    strangers: [],
    sound: true,
  }
  let doneBytes = skippedBytes
  let verified: string[] = []
  let writtenAt = clock()

  async function writeDone(): Promise<void> {
    const batch = verified
    verified = []
    writtenAt = clock()
    await writeVerified(database, batch, writtenAt)
  }

  async function note(finding: Finding): Promise<void> {
    report.findings.push(finding)
    await onFinding?.(finding)
  }

  async function verifyOne(blob: BlobInfo): Promise<void> {
    signal?.throwIfAborted()
    const finding = await checkBlob(parts, blob, {
      signal,
      onBytes(bytes) {
        doneBytes += bytes
        onProgress?.({ doneBytes, totalBytes })
      },
    })
    if (finding === 'gone') return
    report.checked.blobs++
    report.checked.bytes += blob.size
    if (finding) await note(finding)
    else verified.push(blob.sha256)
    if (clock() - writtenAt >= writeEveryMs || verified.length >= 500) await writeDone()
  }

  try {
    await mapConcurrently(wanted, await store.readsAtOnce(), verifyOne)
  } finally {
    await writeDone()
  }
  const bad = new Set(report.findings.map(({ sha256 }) => sha256))
  for await (const finding of findMissing(parts, options)) if (!bad.has(finding.sha256)) await note(finding)
  if (options.slug === undefined) {
    for await (const path of store.listStrangers()) {
      if (report.strangers.push(path) >= mostStrangers) break
    }
  }
  report.sound = report.findings.length === 0
  return report
}

/** Reads one blob. Undefined when it is right; `gone` when somebody removed it meanwhile. */
async function checkBlob(
  parts: UpkeepParts,
  blob: BlobInfo,
  options: { signal: AbortSignal | undefined; onBytes: (bytes: number) => void },
): Promise<Finding | 'gone' | undefined> {
  const { store, database } = parts
  let found: Pick<Finding, 'kind' | 'reason' | 'size'>
  try {
    const actual = await store.hash(blob.sha256, options)
    if (actual.sha256 === blob.sha256) return undefined
    found = { kind: 'bad', reason: `its ${actual.size} bytes have the sha256 ${actual.sha256}`, size: actual.size }
  } catch (error) {
    if (isWeighthouseError(error, 'NOT_FOUND')) return 'gone'
    if (systemErrorCode(error) !== 'EIO') throw error
    found = { kind: 'unreadable', reason: 'the disk cannot read it', size: blob.size }
  }
  const names = await readNames(parts, blob.sha256)
  // First the names: killed in between, the blob is found again.
  await writeLost(database, blob.sha256, parts.clock())
  const aside = await store.setAside(blob.sha256, 'quarantine')
  return { sha256: blob.sha256, ...found, place: aside?.place, names, repaired: false }
}

async function checkSlug({ database, shelves }: UpkeepParts, slug: string): Promise<void> {
  const repo = await database.kysely.selectFrom('model_repo').select('id').where('slug', '=', slug).executeTakeFirst()
  if (repo) return
  for await (const model of shelves.iterate()) if (model.slug === slug) return
  throw new WeighthouseError('MODEL_NOT_FOUND', `${slug} is neither followed nor in the library.`, {
    hint: `Pull it first: \`weighthouse pull ${slug}\`.`,
    details: { slug },
  })
}

function sumOf(blobs: readonly BlobInfo[]): number {
  return blobs.reduce((sum, { size }) => sum + size, 0)
}
