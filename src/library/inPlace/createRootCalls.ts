import { randomBytes } from 'node:crypto'

import { systemErrorCode } from '../../foundation/errors.ts'
import type { Log } from '../../foundation/log.ts'
import type { LibraryRoot, RootReport, ScanOptions, ScanReport } from '../library.ts'
import type { RootState } from '../roots/root.ts'
import { forgetRemoved } from '../trash/removedModels.ts'
import { forgetModelFolder } from './forgetRoot.ts'
import { type RootScanContext, scanRoot } from './scanRoot.ts'

/** The calls of a library that deal with roots. */
export interface RootCalls {
  roots(): LibraryRoot[]
  removeRoot(pathIdOrName: string, options?: { dryRun?: boolean }): Promise<{ root: LibraryRoot; models: number }>
  /** One folder, which becomes a root unless it is a dry run. */
  scanPath(options: ScanOptions & { path: string }): Promise<ScanReport>
  /** Every root, one after the other; one that fails is told as a problem and does not end it. */
  scanAll(options: ScanOptions): Promise<RootReport[]>
}

/** @param open yields the context each time: models.db may have been made anew */
export function createRootCalls(open: () => RootScanContext, log: Log): RootCalls {
  return { roots: () => open().roots.list().map(describe), removeRoot, scanPath, scanAll }

  function describe(root: RootState): LibraryRoot {
    const { models, missing, bytes } = open().index.countInPlace(root.id)
    return { ...root, models, missing, sizeBytes: bytes }
  }

  async function removeRoot(wanted: string, options: { dryRun?: boolean } = {}) {
    const { directory, index, roots } = open()
    const root = describe(await roots.get(wanted))
    const models = [...index.listInPlace(root.id).values()]
    if (options.dryRun) return { root, models: models.length }
    // The list first: whatever is left of a crash in between is models of no root, which the next scan takes away.
    await roots.remove(root.id)
    await forgetRemoved(directory, root.id, randomBytes(8).toString('hex'))
    for (const model of models) forgetModelFolder(directory, model)
    index.remove(models.map(({ slug }) => slug))
    return { root, models: models.length }
  }

  async function scanPath(options: ScanOptions & { path: string }): Promise<ScanReport> {
    const { roots } = open()
    const root = options.dryRun ? await roots.plan(options) : await roots.add(options)
    const report = await scanRoot(open(), root, options)
    return {
      models: report.models,
      added: report.added,
      changed: report.changed + report.moved + report.returned,
      removed: 0,
      problems: report.problems,
      recovered: 0,
      roots: [report],
    }
  }

  async function scanAll(options: ScanOptions): Promise<RootReport[]> {
    const reports: RootReport[] = []
    for (const root of open().roots.list()) {
      options.signal?.throwIfAborted()
      try {
        reports.push(await scanRoot(open(), root, { ...options, emptied: false }))
      } catch (error) {
        options.signal?.throwIfAborted()
        if (systemErrorCode(error) === undefined) throw error
        log.warn({ root: root.path, reason: String(error) }, 'A root could not be scanned.')
      }
    }
    return reports
  }
}
