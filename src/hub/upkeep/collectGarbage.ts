import { readdir } from 'node:fs/promises'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { ListedBlob } from '../../store/blobStore.ts'
import { sweepIncoming } from '../sweepIncoming.ts'
import { readBlobStates, writeForgotten, writeNames } from './blobStates.ts'
import type { BlobCount, GarbageOptions, GarbageReport } from './garbageReport.ts'
import { inBatches } from './inBatches.ts'
import { openReferences } from './openReferences.ts'
import { readHouseId } from './readHouseId.ts'
import type { UpkeepParts } from './upkeepParts.ts'

const usualGraceMs = 24 * 60 * 60 * 1000
const batchSize = 500

interface Candidate {
  sha256: string
  size: number
  /** Slug of the model that named it last. */
  namedBy: string | undefined
}

/**
 * Removes the blobs that nothing names (openReferences.ts) and that have been so for a while, in two steps: what is
 * unnamed is looked up while everybody works; then, alone in the store, it is looked up again and set aside. Only after
 * that are the bytes removed. Killed at any moment, it leaves a sound store, and the next run does the rest.
 *
 * The time of grace counts from when a blob came, and from when it was first seen without a name after it had one.
 *
 * @throws WeighthouseError CONFLICT when a pull works in the store, or when another house keeps blobs there
 */
export async function collectGarbage(parts: UpkeepParts, options: GarbageOptions = {}): Promise<GarbageReport> {
  const { store, leases, clock } = parts
  const { dryRun = false, onStep } = options
  await checkHouses(parts, options)
  const report: GarbageReport = {
    dryRun,
    removed: { blobs: 0, bytes: 0 },
    byRepo: [],
    waiting: { blobs: 0, bytes: 0 },
    nextAt: undefined,
    kept: { blobs: 0, bytes: 0 },
    trash: { blobs: 0, bytes: 0 },
    incomingFiles: 0,
  }
  const candidates = await markGarbage(parts, options, report)
  onStep?.('gc: marked')
  if (dryRun) {
    for (const candidate of candidates) countRemoved(report, candidate)
    return report
  }
  report.trash = await store.emptyTrash()
  if (candidates.length > 0) {
    await leases.whileCollecting(async (check) => {
      onStep?.('gc: alone in the store')
      await setAside(parts, candidates, { ...options, check, report })
      onStep?.('gc: all are out')
    })
    options.onProgress?.({ blobs: report.kept.blobs, message: 'emptying the trash' })
    await store.emptyTrash()
  }
  onStep?.('gc: trash is empty')
  report.incomingFiles = await sweep(store.incomingDirectory, clock())
  return report
}

async function markGarbage(parts: UpkeepParts, options: GarbageOptions, report: GarbageReport): Promise<Candidate[]> {
  const { store, database, clock } = parts
  const references = await openReferences(parts)
  const graceMs = options.graceMs ?? usualGraceMs
  const candidates: Candidate[] = []
  for await (const batch of inBatches(store.list(), batchSize)) {
    options.signal?.throwIfAborted()
    const sha256s = batch.map(({ sha256 }) => sha256)
    const names = await references.namesOf(sha256s)
    const states = await readBlobStates(database, sha256s)
    if (!options.dryRun) await writeNames(database, { sha256s, names, states, now: clock() })
    const current = options.oldCommits ? await references.currentNamesOf(sha256s) : names
    for (const blob of batch) {
      if (current.has(blob.sha256) || blob.links > 0) {
        count(report.kept, blob)
        continue
      }
      const [oldName] = names.get(blob.sha256) ?? []
      const state = oldName === undefined ? states.get(blob.sha256) : undefined
      // It had a name when somebody looked last, so it lost it since then: now, as far as anybody can tell.
      const lostAt = state?.named_by == null ? undefined : (state.unnamed_since ?? clock())
      const freeAt = Math.max(blob.storedAt, lostAt ?? 0) + graceMs
      if (freeAt <= clock()) {
        candidates.push({ sha256: blob.sha256, size: blob.size, namedBy: oldName ?? state?.named_by ?? undefined })
        continue
      }
      count(report.waiting, blob)
      report.nextAt = Math.min(report.nextAt ?? freeAt, freeAt)
    }
    options.onProgress?.({ blobs: report.kept.blobs + report.waiting.blobs + candidates.length, message: 'looking' })
  }
  return candidates
}

/** Nobody writes now; what got a name since it was marked stays. */
async function setAside(
  parts: UpkeepParts,
  candidates: readonly Candidate[],
  { signal, onStep, oldCommits, check, report }: GarbageOptions & { check: () => Promise<void>; report: GarbageReport },
): Promise<void> {
  const references = await openReferences(parts)
  for (let first = 0; first < candidates.length; first += batchSize) {
    const batch = candidates.slice(first, first + batchSize)
    const sha256s = batch.map(({ sha256 }) => sha256)
    const names = oldCommits ? await references.currentNamesOf(sha256s) : await references.namesOf(sha256s)
    // First the artifacts: nobody may claim a blob that is gone.
    if (oldCommits)
      await writeForgotten(
        parts.database,
        sha256s.filter((sha256) => !names.has(sha256)),
      )
    onStep?.('gc: looked again')
    for (const candidate of batch) {
      signal?.throwIfAborted()
      if (names.has(candidate.sha256)) {
        count(report.kept, candidate)
        continue
      }
      await check()
      if (!(await parts.store.setAside(candidate.sha256, 'trash'))) continue
      countRemoved(report, candidate)
      onStep?.('gc: one blob is out')
    }
    const gone = batch.flatMap(({ sha256 }) => (names.has(sha256) ? [] : [sha256]))
    if (gone.length > 0) await parts.database.kysely.deleteFrom('blob_state').where('sha256', 'in', gone).execute()
  }
}

/** A blob that this house does not name may be all that another one has. */
async function checkHouses({ store, database }: UpkeepParts, { force, dryRun }: GarbageOptions): Promise<void> {
  if (force || dryRun) return
  const own = await readHouseId(database)
  const others = (await store.listHouses()).filter(({ id }) => id !== own)
  if (others.length === 0) return
  const names = others.map(({ description }) => description).join(', ')
  throw new WeighthouseError('CONFLICT', `The store ${store.address} is shared with another Weighthouse: ${names}.`, {
    hint: 'What only the other one names would be removed. If it is gone for good, run it again with --force.',
    details: { store: store.address, houses: others },
  })
}

async function sweep(folder: string, now: number): Promise<number> {
  const before = (await readdir(folder)).length
  await sweepIncoming(folder, now)
  return Math.max(0, before - (await readdir(folder)).length)
}

function countRemoved(report: GarbageReport, { namedBy, size }: Candidate): void {
  count(report.removed, { size })
  let repo = report.byRepo.find(({ slug }) => slug === namedBy)
  if (!repo) {
    repo = { slug: namedBy, blobs: 0, bytes: 0 }
    report.byRepo.push(repo)
  }
  count(repo, { size })
}

function count(sum: BlobCount, { size }: Pick<ListedBlob, 'size'>): void {
  sum.blobs++
  sum.bytes += size
}
