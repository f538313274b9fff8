import { createHash, type KeyObject } from 'node:crypto'
import { dirname } from 'node:path'

import { acquireLock, sweepLocks } from '../../downloads/lockFile.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { readFreeBytes } from '../../foundation/files/readFreeBytes.ts'
import { signatureName } from '../contents.ts'
import { readPrivateKey, signContents } from '../signature.ts'
import { endBytes } from '../tar/tarHeader.ts'
import { readPartName } from '../volumes.ts'
import { findWhole } from './findWhole.ts'
import { type LaidEntry, type Layout, layOut, type PlannedEntry } from './layOut.ts'
import { openOutput, type Output } from './openOutput.ts'
import { type ExportParts, type ExportPlan, planExport } from './planExport.ts'
import { writeEntry } from './writeEntry.ts'

export interface ExportOptions {
  /** Absolute. */
  file: string
  /** Whatever names models; none means all that are in the library. */
  models: readonly string[]
  /** Bytes of a part; absent for one file. */
  splitBytes?: number | undefined
  /** File of a private key. */
  signKey?: string | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: BundleProgress) => void) | undefined
}

/** How far an export or import is. */
export interface BundleProgress {
  doneBytes: number
  totalBytes: number
  /** What is at work, for people. */
  message: string
}

/** What a bundle holds, or will hold. */
export interface ExportReport {
  /** Absolute, of all parts in order. */
  files: string[]
  models: { slug: string; commit: string; files: number; bytes: number }[]
  blobs: number
  /** Of the whole archive. */
  bytes: number
  signed: boolean
}

/** What an export would write; writes nothing. @throws WeighthouseError as exportModels */
export async function describeExport(parts: ExportParts, options: ExportOptions): Promise<ExportReport> {
  const { plan, layout } = await prepare(parts, options)
  const { paths } = await openOutput({ ...options, size: layout.size, splitBytes: options.splitBytes })
  return report(plan, layout, paths, options)
}

/**
 * Writes models as one archive (contents.ts), under a temporary name until it is whole. Blobs are hashed while they are
 * read. A run that was killed is taken up at its last whole entry, after every byte before it was checked; an archive of
 * the same content that is there already is checked and left as it is.
 *
 * @throws WeighthouseError as planExport; VERIFICATION_FAILED when a blob is damaged, naming the model; DISK_FULL,
 *   INVALID_ARGUMENT (no such folder, no such key), CONFLICT (parts of another bundle, or a model that changed meanwhile)
 */
export async function exportModels(
  parts: ExportParts,
  options: ExportOptions,
): Promise<ExportReport & { writtenBytes: number }> {
  const { file, signal, onProgress } = options
  await checkFolder(file)
  const release = await acquireLock(`${file}.lock`, signal)
  try {
    await sweepLocks(`${file}.lock`)
    const { plan, layout } = await prepare(parts, options)
    const output = await openOutput({ file, size: layout.size, splitBytes: options.splitBytes })
    try {
      const progress = { doneBytes: 0, totalBytes: layout.size, message: 'looking at what is there' }
      const tell = (bytes: number) => {
        progress.doneBytes += bytes
        onProgress?.({ ...progress })
      }
      const start = await findStart(output, layout, { signal, onBytes: tell, restart: () => (progress.doneBytes = 0) })
      if (start !== 'complete') {
        progress.doneBytes = start.position
        await output.checkReplaced()
        await checkRoom(file, layout.size - start.position)
        await output.startAt(start.position)
        for (const entry of layout.entries.slice(start.entries)) {
          progress.message = describeEntry(entry)
          await writeEntry(parts.store, entry, output, { signal, onBytes: tell })
        }
        await output.write(Buffer.alloc(endBytes))
      }
      await output.finish()
      onProgress?.({ ...progress, doneBytes: layout.size, message: '' })
      const writtenBytes = start === 'complete' ? 0 : layout.size - start.position
      return { ...report(plan, layout, output.paths, options), writtenBytes }
    } finally {
      await output.close()
    }
  } finally {
    await release()
  }
}

async function prepare(parts: ExportParts, { file, models, signKey, signal }: ExportOptions) {
  if (readPartName(file)) throw namedLikePart(file)
  const key = signKey === undefined ? undefined : await readPrivateKey(signKey)
  const plan = await planExport(parts, models, signal)
  const entries = key ? [...plan.entries, signatureEntry(plan, key)] : plan.entries
  return { plan, layout: layOut(entries, plan.modifiedAt) }
}

function signatureEntry({ contentsSha256 }: ExportPlan, key: KeyObject): PlannedEntry {
  const text = signContents(contentsSha256, key)
  return {
    name: signatureName,
    size: text.length,
    sha256: createHash('sha256').update(text).digest('hex'),
    content: { kind: 'text', read: async () => text },
  }
}

/** Where the last whole entry of an earlier run ends. */
async function findStart(
  output: Output,
  layout: Layout,
  options: Parameters<typeof findWhole>[2] & { restart: () => void },
): Promise<'complete' | { entries: number; position: number }> {
  // Parts that have their names already are never written to: they count only when nothing is missing.
  for (const finished of [true, false]) {
    options.restart()
    const earlier = await output.openEarlier({ finished })
    try {
      const { entries, complete } = await findWhole(earlier, layout, options)
      if (complete) return 'complete'
      if (!finished) return { entries, position: layout.entries[entries]?.start ?? layout.end }
    } finally {
      await earlier.close()
    }
  }
  return { entries: 0, position: 0 }
}

async function checkFolder(file: string): Promise<void> {
  if (await ifPresent(readFreeBytes(dirname(file)))) return
  throw new WeighthouseError('INVALID_ARGUMENT', `No file can be made in ${dirname(file)}.`, {
    hint: 'Name a file in a folder that there is.',
    details: { file },
  })
}

async function checkRoom(file: string, missingBytes: number): Promise<void> {
  const freeBytes = await readFreeBytes(dirname(file))
  if (missingBytes <= freeBytes) return
  const [missing, free] = [missingBytes, freeBytes].map((bytes) => `${(bytes / 1e9).toFixed(2)} GB`)
  throw new WeighthouseError('DISK_FULL', `The bundle needs ${missing} more, and ${dirname(file)} has ${free} free.`, {
    hint: 'Free some space, choose another disk, or export fewer models at once.',
    details: { path: dirname(file), missingBytes, freeBytes },
  })
}

function namedLikePart(file: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${file} is named like a part of a bundle.`, {
    hint: 'Call it models.tar, for one.',
    details: { file },
  })
}

function describeEntry({ name, content }: LaidEntry): string {
  return content.kind === 'blob' ? content.slug : name
}

function report(plan: ExportPlan, layout: Layout, paths: readonly string[], options: ExportOptions): ExportReport {
  return {
    files: [...paths],
    models: plan.contents.models.map(({ slug, commit, files }) => ({
      slug,
      commit,
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    })),
    blobs: plan.contents.blobs.length,
    bytes: layout.size,
    signed: options.signKey !== undefined,
  }
}
