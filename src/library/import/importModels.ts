import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import { joinInside } from '../../ids/safePath.ts'
import { distinguishName, nameKey } from '../cleanName.ts'
import { importUserFields } from '../curate/importSidecars.ts'
import { makeModelFolderSync } from '../inPlace/writeModelFolderSync.ts'
import type { ImportOptions, ImportReport } from '../library.ts'
import type { LibraryIndex } from '../libraryIndex.ts'
import { makeFolders } from '../makeFolders.ts'
import { type MetadataFile, metadataFileName, type ModelMetadata } from '../metadata.ts'
import { readOverridesOrProblem } from '../readMetadata.ts'
import { isInside, type Roots } from '../roots/openRoots.ts'
import { readModelStamp } from '../scanLibrary.ts'
import { isAbandoned } from '../shelvingMarker.ts'
import type { RootWalker } from '../walk/createRootWalker.ts'
import { writeJsonAtomically } from '../writeJsonAtomically.ts'
import { checkRoom } from './checkRoom.ts'
import { findToImport } from './findToImport.ts'
import { type ImportJournal, readImportJournals, removeImportJournal, writeImportJournal } from './importJournal.ts'
import { planImport, type PlannedImport } from './planImport.ts'
import { transferFile } from './transferFile.ts'

export interface ImportContext {
  directory: string
  index: LibraryIndex
  roots: Roots
  walker: RootWalker
  clock: () => number
  apart: readonly string[]
  /** Tokens of changes that go on in this process. */
  ownTokens: Set<string>
}

/**
 * Brings models of the user's into the library. Each model is written down in a journal first, then its files go over one by one,
 * then metadata.json is written; `finishImports` brings what was cut off to its end.
 */
export async function importModels(context: ImportContext, options: ImportOptions): Promise<ImportReport> {
  const { directory, apart, walker } = context
  const report: ImportReport = { models: [], bytes: 0, problems: [] }
  if (!options.dryRun) report.problems.push(...(await finishImports(context)).problems)
  const planned: PlannedImport[] = []
  for (const path of options.paths) {
    options.signal?.throwIfAborted()
    checkOutside(path, [directory, ...apart])
    const { base, models, problems } = await findToImport(path, {
      walker,
      apart: [directory, ...apart],
      layout: options.layout,
      signal: options.signal,
    })
    report.problems.push(...problems)
    for (const found of models) {
      planned.push(
        await planImport(
          { index: context.index, roots: context.roots, now: context.clock() },
          base,
          found,
          options.method,
        ),
      )
    }
  }
  const totalBytes = planned.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (options.method !== 'link') await checkRoom(directory, planned)
  for (const plan of planned) {
    options.signal?.throwIfAborted()
    options.onProgress?.({ bytes: report.bytes, totalBytes, message: plan.name })
    const line = {
      slug: plan.slug,
      name: plan.name,
      from: plan.from,
      files: plan.files.length,
      sizeBytes: plan.sizeBytes,
      skipped: plan.skip,
    }
    if (plan.skip === undefined && !options.dryRun) {
      const path = await importOne(context, plan, options, (bytes) => {
        options.onProgress?.({ bytes: (report.bytes += bytes), totalBytes, message: plan.name })
      })
      report.models.push({ ...line, path: join(directory, path) })
    } else report.models.push({ ...line, path: undefined })
  }
  return report
}

/** Brings imports that were cut off, by a crash or an abort, to their end. One that cannot be is told, and tried again later. */
export async function finishImports(
  context: ImportContext,
): Promise<{ finished: number; problems: { path: string; reason: string }[] }> {
  const { journals, problems } = await readImportJournals(context.directory)
  let finished = 0
  for (const journal of journals) {
    if (!isAbandoned({ ...journal }, context.clock(), context.ownTokens)) continue
    try {
      await carryOut(context, journal, {})
      finished++
    } catch (error) {
      if (!(error instanceof Error)) throw error
      problems.push({
        path: join(context.directory, journal.folder),
        reason: `its import was cut off: ${error.message}`,
      })
    }
  }
  return { finished, problems }
}

async function importOne(
  context: ImportContext,
  plan: PlannedImport,
  { method, signal }: ImportOptions,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const { directory, clock, ownTokens } = context
  const token = randomBytes(8).toString('hex')
  ownTokens.add(token)
  try {
    const folder = plan.folder ?? (await makePlace(context, plan.metadata))
    const metadata = { ...plan.metadata, model_id: folder.split('/').at(-1) ?? plan.metadata.model_id }
    const journal: ImportJournal = {
      token,
      pid: process.pid,
      host: hostname(),
      started_at: clock(),
      method,
      folder,
      files: plan.files,
      metadata,
    }
    await writeImportJournal(directory, journal)
    if (plan.user) await importUserFields(join(directory, folder), plan.user, token)
    await carryOut(context, journal, { signal, onBytes })
    return folder
  } finally {
    ownTokens.delete(token)
  }
}

/** Does what a journal says, or what is left of it. */
async function carryOut(
  { directory, index }: ImportContext,
  journal: ImportJournal,
  { signal, onBytes }: { signal?: AbortSignal | undefined; onBytes?: (bytes: number) => void },
): Promise<void> {
  const folder = joinInside(directory, journal.folder)
  await makeFolders(directory, journal.folder.split('/'))
  const hashes = new Map<string, string>()
  const folders = new Set([folder])
  for (const file of journal.files) {
    signal?.throwIfAborted()
    const target = joinInside(folder, file.to)
    folders.add(await makeFolders(folder, file.to.split('/').slice(0, -1)))
    const { how, sha256 } = await transferFile({
      method: journal.method,
      file,
      target,
      token: journal.token,
      signal,
      onBytes,
    })
    if (sha256 !== undefined) hashes.set(file.to, sha256)
    if (how !== 'copied') onBytes?.(file.size)
  }
  for (const changed of folders) await syncDirectory(changed)
  const files: MetadataFile[] = journal.metadata.files.map((file) => {
    const sha256 = hashes.get(file.path) ?? file.sha256
    return { ...file, ...(sha256 !== undefined && { sha256 }) }
  })
  const metadata: ModelMetadata = { ...journal.metadata, files }
  const place = join(folder, metadataFileName)
  await writeJsonAtomically(place, metadata, journal.token)
  await syncDirectory(dirname(folder))
  const stamp = await readModelStamp(folder)
  const { overrides } = await readOverridesOrProblem(folder)
  if (stamp !== undefined) index.write([{ path: journal.folder, metadata, overrides, stamp }])
  await removeImportJournal(directory, journal.token)
}

async function makePlace({ directory, index }: ImportContext, metadata: ModelMetadata): Promise<string> {
  const shelf = `${metadata.model_type}/${metadata.family}`
  const parent = await makeFolders(directory, [metadata.model_type, metadata.family])
  for (const name of [
    metadata.model_id,
    ...[nameKey(metadata), metadata.slug].map((key) => distinguishName(metadata.model_id, key)),
  ]) {
    if (index.findByFolderName(name).length === 0 && makeModelFolderSync(join(parent, name))) return `${shelf}/${name}`
  }
  throw new WeighthouseError('CONFLICT', `There is no free folder for ${metadata.official_name} in ${parent}.`, {
    hint: `Move ${join(parent, metadata.model_id)} aside and run the import again.`,
    details: { path: parent },
  })
}

function checkOutside(path: string, own: readonly string[]): void {
  const holder = own.find((folder) => isInside(path, folder) || isInside(folder, path))
  if (holder === undefined) return
  throw new WeighthouseError('CONFLICT', `${path} lies in ${holder}, which is Weighthouse's own, or holds it.`, {
    hint: 'What is in the library is there already: `weighthouse scan`.',
    details: { path },
  })
}
