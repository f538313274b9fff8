import { hash, randomBytes } from 'node:crypto'

import type { Clock } from '../../foundation/time.ts'
import { toLocalSlug } from '../../ids/slug.ts'
import type { IndexedModel } from '../indexRow.ts'
import { isUnfinished } from '../layouts/fileKinds.ts'
import { findModels } from '../layouts/findModels.ts'
import { baseName } from '../layouts/folder.ts'
import type { FoundModel } from '../layouts/foundModel.ts'
import type { RootReport } from '../library.ts'
import type { LibraryIndex } from '../libraryIndex.ts'
import type { Roots } from '../roots/openRoots.ts'
import type { RootState } from '../roots/root.ts'
import { findRemoved, forgetRemoved } from '../trash/removedModels.ts'
import type { RootWalker, Walked } from '../walk/createRootWalker.ts'
import { createIndexers, type Indexers } from './createIndexers.ts'
import { createMoveFinder } from './createMoveFinder.ts'
import type { IndexTask } from './indexMessages.ts'
import { markMissing } from './markMissing.ts'
import { signFound } from './signFound.ts'

export interface RootScanContext {
  /** The library's folder. */
  directory: string
  index: LibraryIndex
  roots: Roots
  walker: RootWalker
  clock: Clock
  /** Folders of Weighthouse that are no part of any root. */
  apart: readonly string[]
  /** Places in applications that Weighthouse made; absolute. */
  ownPlaces: () => Promise<ReadonlySet<string>>
}

export interface RootScanOptions {
  signal?: AbortSignal | undefined
  dryRun?: boolean | undefined
  /** Reads everything again, also when nothing seems to have changed, and takes up what somebody took out of the library. */
  again?: boolean | undefined
  /** Takes it as true that all models of the root are gone. */
  emptied?: boolean | undefined
  onProgress?: ((progress: { models: number; path: string }) => void) | undefined
}

const mostListed = 1000

/**
 * Brings the library's folders of models in place, and models.db, to what lies in a root. Nothing in the root is changed.
 * What is gone stays known as missing; a root that is not there, or from which everything is gone at once, is offline, and
 * nothing of it counts as missing.
 */
export async function scanRoot(
  context: RootScanContext,
  root: RootState,
  options: RootScanOptions = {},
): Promise<RootReport> {
  const { directory, index } = context
  const indexers = createIndexers({ directory, taken: () => index.folderNames() })
  try {
    return await scan(context, root, options, indexers)
  } finally {
    await indexers.close()
  }
}

async function scan(
  context: RootScanContext,
  root: RootState,
  options: RootScanOptions,
  indexers: Indexers,
): Promise<RootReport> {
  const { directory, index, roots, clock } = context
  const report = startReport(context, root)
  if (!root.online && !(root.emptySince !== undefined && isOnlyEmpty(root))) return report
  const walked = await walk(context, root, options, report)
  if (!walked) return report
  report.online = true
  report.offlineReason = undefined
  report.problems.push(...walked.problems)
  const before = index.countInPlace(root.id)
  if (!options.again && !options.dryRun && walked.digest === index.rootDigest(root.id)) {
    if (root.emptySince !== undefined) await roots.update(root.id, { emptySince: undefined })
    return { ...report, unchanged: before.models - before.missing, missing: before.missing, models: before.models }
  }

  // A root of which nothing is known yet: there will be something to do for every file or so.
  if (before.models === 0 && !options.dryRun) indexers.prepare(walked.fileCount)
  const { models: found, unfinished } = await recognise(context, root, walked, report)
  report.unfinished = unfinished
  const known = index.listInPlace(root.id)
  if (found.length === 0 && before.models > before.missing && !options.emptied) {
    if (!options.dryRun) await roots.update(root.id, { emptySince: root.emptySince ?? clock() })
    return { ...report, online: false, offlineReason: 'all its models are gone at once' }
  }

  const isRemoved = options.again ? () => false : await findRemoved(directory, root.id)
  const fresh: FoundModel[] = []
  const tasks: IndexTask[] = []
  const seen = new Set<string>()
  for (const model of found) {
    const there = known.get(model.path)
    seen.add(model.path)
    if (!there && isRemoved(model)) report.keptOut++
    else if (!there) fresh.push(model)
    else if (!options.again && there.signature === signFound(model)) {
      if (there.missing) report.returned++
      else report.unchanged++
      if (there.missing) tasks.push(withPrevious(index, there.slug, model))
    } else {
      if (there.missing) report.returned++
      else report.changed++
      tasks.push(withPrevious(index, there.slug, model))
    }
  }
  const gone = [...known].filter(([path, model]) => !seen.has(path) && !model.missing)
  const lost = [...known].filter(([path]) => !seen.has(path)).map(([, { slug }]) => slug)
  const slugFor = createSlugger(index, root.id, fresh)
  const moves = createMoveFinder({ index, roots, lost, root })
  for (const model of fresh) {
    const slug = moves.find(model)
    if (slug !== undefined) report.moved++
    else report.added++
    tasks.push(
      slug === undefined
        ? { slug: slugFor(model.path), found: model, previous: undefined }
        : withPrevious(index, slug, model),
    )
    if (report.listed.length < mostListed) report.listed.push(describe(model, slug === undefined ? 'new' : 'moved'))
  }
  const missing = gone.map(([, { slug }]) => slug).filter((slug) => !moves.isFound(slug))
  report.missing =
    missing.length +
    [...known].filter(([path, model]) => !seen.has(path) && model.missing && !moves.isFound(model.slug)).length
  report.models = found.length + report.missing - report.keptOut
  if (options.dryRun) return report

  const started = clock()
  await indexers.run({
    tasks,
    root: root.id,
    now: started,
    signal: options.signal,
    onRows(rows) {
      index.writeRows(rows)
      options.onProgress?.({ models: (report.written += rows.length), path: root.path })
    },
    onFailed: (failed) => void report.problems.push(...failed),
  })
  index.write(
    await markMissing(
      directory,
      missing.flatMap((slug) => index.find(slug) ?? []),
      started,
    ),
  )
  if (options.again) await forgetRemoved(directory, root.id, randomBytes(8).toString('hex'))
  index.setRootDigest(root.id, walked.digest)
  await roots.update(root.id, { scannedAt: started, emptySince: undefined })
  return report
}

async function walk(
  { roots, walker, directory, apart }: RootScanContext,
  root: RootState,
  { signal }: RootScanOptions,
  report: RootReport,
): Promise<Walked | undefined> {
  const others = roots
    .list()
    .filter(({ id }) => id !== root.id)
    .map(({ path }) => path)
  try {
    return await walker.walk({ root: root.path, apart: [directory, ...apart, ...others], signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof Error) || !('code' in error)) throw error
    report.online = false
    report.offlineReason = `it cannot be read: ${error.message}`
    return undefined
  }
}

async function recognise({ ownPlaces }: RootScanContext, root: RootState, walked: Walked, report: RootReport) {
  const own = await ownPlaces()
  const files = walked.files().filter(({ location }) => !own.has(location))
  report.files = files.length
  const { models, problems, suggested } = findModels({
    rootPath: root.path,
    rootName: root.path.split(/[\\/]/).at(-1) ?? '',
    files,
    layout: root.layout,
  })
  report.problems.push(...problems)
  report.suggested = suggested
  report.layouts = [...new Set(models.map(({ layout }) => layout))]
  return { models, unfinished: files.filter((file) => isUnfinished(baseName(file))).map(({ location }) => location) }
}

function startReport({ index }: RootScanContext, root: RootState): RootReport {
  const { models, missing } = index.countInPlace(root.id)
  return {
    id: root.id,
    name: root.name,
    path: root.path,
    online: root.online,
    offlineReason: root.offlineReason,
    layouts: [],
    files: 0,
    models,
    added: 0,
    changed: 0,
    moved: 0,
    returned: 0,
    missing,
    unchanged: 0,
    keptOut: 0,
    written: 0,
    unfinished: [],
    suggested: [],
    listed: [],
    problems: [],
  }
}

/** The folder is there after all; only what was in it is not, or was not. */
function isOnlyEmpty({ offlineReason }: RootState): boolean {
  return offlineReason === 'all its models are gone at once'
}

function withPrevious(index: LibraryIndex, slug: string, found: FoundModel): IndexTask {
  const model: IndexedModel | undefined = index.find(slug)
  return { slug, found, previous: model }
}

/** Slugs are chosen at first sight from root and path; another model that had this path and was moved away keeps its own. */
function createSlugger(index: LibraryIndex, root: string, models: readonly FoundModel[]): (path: string) => string {
  const slugOf = (text: string) => toLocalSlug(hash('sha256', text).slice(0, 16))
  const firsts = new Map(models.map(({ path }) => [path, slugOf(`${root}\0${path}`)]))
  const taken = index.has([...firsts.values()])
  return (path) => {
    const first = firsts.get(path)
    if (first !== undefined && !taken.has(first)) return first
    for (let attempt = 1; ; attempt++) {
      const slug = slugOf(`${root}\0${path}\0${attempt}`)
      if (!index.find(slug)) return slug
    }
  }
}

function describe({ path, name, layout, files }: FoundModel, state: 'new' | 'moved'): RootReport['listed'][number] {
  return { path, name, layout, state, files: files.length, sizeBytes: files.reduce((sum, { size }) => sum + size, 0) }
}
