import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import { type Log, silentLog } from '../foundation/log.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import { hashPending } from './hashing/hashPending.ts'
import { finishImports, type ImportContext, importModels } from './import/importModels.ts'
import { createRootCalls } from './inPlace/createRootCalls.ts'
import { emptyReport, withRoots } from './inPlace/joinReports.ts'
import type { Library, LibraryModel, LibraryModelDetail, ScanOptions, ScanReport } from './library.ts'
import { isDamage, openLibraryIndex, toReadableError } from './openLibraryIndex.ts'
import { shelfGiven } from './order/shelfOf.ts'
import { type HeldFolder, whileAlone } from './order/whileAlone.ts'
import type { PlacingStore } from './placeFile.ts'
import { readMetadata, readOverridesOrProblem } from './readMetadata.ts'
import { recoverModelFolder, removeUnfinishedFiles } from './recoverShelving.ts'
import { exists } from './renameWithoutReplacing.ts'
import { replaceDamagedFiles } from './replaceDamagedFiles.ts'
import { rewriteModel } from './rewriteModel.ts'
import { openRoots } from './roots/openRoots.ts'
import { readModelStamp, scanLibrary } from './scanLibrary.ts'
import { shelveModel } from './shelveModel.ts'
import { isAbandoned } from './shelvingMarker.ts'
import { toLibraryModel } from './toLibraryModel.ts'
import { replaceDamagedTrash } from './trash/replaceDamagedTrash.ts'
import { createRootWalker } from './walk/createRootWalker.ts'

const pageSize = 200

/**
 * Opens the library in `directory`, which is made if it is not there. What a killed process left half done is brought
 * to its end; a models.db that is missing or damaged is made again from the folders, and the log says so.
 *
 * @throws WeighthouseError HOME_UNWRITABLE, DATABASE_BUSY
 */
export async function createLibrary(options: {
  directory: string
  store: PlacingStore
  clock?: Clock
  log?: Log
  /** Other folders of Weighthouse, such as the store's, which no root may hold or lie in. */
  apart?: readonly string[]
  /** Links that Weighthouse made in applications, absolute; a scan passes over them. */
  ownPlaces?: () => Promise<ReadonlySet<string>>
}): Promise<Library> {
  const { store, clock = systemClock, log = silentLog } = options
  const directory = await makeRoot(options.directory)
  const indexPath = join(directory, 'models.db')
  const opened = openLibraryIndex(indexPath, clock())
  let { index } = opened
  const ownTokens = new Set<string>()
  const roots = openRoots({ directory, apart: options.apart ?? [], clock })
  const lastShelvings = new Map<string, Promise<unknown>>()
  const walker = createRootWalker()
  const apart = options.apart ?? []
  const ownPlaces = async () => (await options.ownPlaces?.()) ?? new Set<string>()
  const rootCalls = createRootCalls(() => ({ directory, index, roots, walker, clock, apart, ownPlaces }), log)
  const recovery = () => ({ store, now: clock(), ownTokens })

  if (opened.fresh !== undefined) {
    const report = await scan({ rebuild: true })
    if (report.models > 0) log.warn({ models: report.models, reason: opened.fresh }, 'The library index was rebuilt.')
  }
  await finishShelvings()

  return {
    directory,
    scan: async (scanOptions = {}) => {
      const { path } = scanOptions
      if (path !== undefined) return rootCalls.scanPath({ ...scanOptions, path })
      const report = scanOptions.dryRun ? emptyReport(index.list({ limit: 1 }).total) : await scanShelves(scanOptions)
      return scanOptions.roots === false ? report : withRoots(report, await rootCalls.scanAll(scanOptions))
    },
    roots: () => readable(() => rootCalls.roots()),
    removeRoot: (name, removeOptions) => rootCalls.removeRoot(name, removeOptions),
    hash: (hashOptions) => hashPending({ directory, index, roots, clock, rewrite }, hashOptions),
    import: (importOptions) =>
      importModels(openImport(), importOptions).catch((error: unknown) => {
        throw explainFullDisk(error, importOptions.paths.join(', '), directory)
      }),
    findByHash: async (sha256) =>
      readable(() =>
        index.filesByHash(sha256).flatMap((known) => {
          const row = index.find(known.slug)
          const model = row && toLibraryModel(directory, row.path, row.metadata, roots, row.overrides)
          return model?.files.filter(({ path }) => path === known.path).map((file) => ({ model, file })) ?? []
        }),
      ),
    shelve: (model) =>
      oneAfterTheOther(model.pulled.slug, async () => {
        const context = { directory, index, store, clock, ownTokens, rescan: () => scan({}) }
        const shelved = await shelveModel(context, model).catch((error: unknown) => {
          throw explainFullDisk(error, model.pulled.slug, directory)
        })
        await indexFolder(shelved.path)
        return { ...toLibraryModel(directory, shelved.path, shelved.metadata, roots), conflicts: shelved.conflicts }
      }),
    list: async (query = {}) =>
      readable(() => {
        const page = index.list(query)
        return {
          ...page,
          models: page.models.map(({ path, metadata, overrides }) =>
            toLibraryModel(directory, path, metadata, roots, overrides),
          ),
        }
      }),
    get,
    has: async (slugs) => readable(() => index.has(slugs)),
    offShelf: ({ slugs, wherever = false } = {}) =>
      readable(() => index.offShelf(slugs))
        .filter(({ path, metadata }) => wherever || path.startsWith(`${shelfGiven(metadata)}/`))
        .map(({ metadata }) => metadata.slug),
    iterate,
    whileAlone: whileNobodyElse,
    rewrite,
    reread: async (path) => {
      await indexFolder(path)
      const gone = readable(() => index.findByFolderName(path.split('/').at(-1) ?? '')).filter(
        (slug) => index.find(slug)?.path === path,
      )
      if (gone.length > 0 && !(await exists(join(directory, path)))) readable(() => index.remove(gone))
    },
    replaceDamaged: async (damaged) => {
      const token = randomBytes(8).toString('hex')
      ownTokens.add(token)
      try {
        const placing = { store, token }
        return [
          ...(await replaceDamagedFiles(iterate(), damaged, placing)),
          ...(await replaceDamagedTrash(directory, damaged, placing)),
        ]
      } finally {
        ownTokens.delete(token)
      }
    },
    close: async () => {
      await walker.close()
      index.close()
    },
  }

  async function rewrite(...[slug, change]: Parameters<Library['rewrite']>): Promise<LibraryModelDetail> {
    await whileNobodyElse(slug, ({ path, token }) => rewriteModel(join(directory, path), slug, token, change))
    return get(slug)
  }

  function openImport(): ImportContext {
    return { directory, index, roots, walker, clock, apart, ownTokens }
  }

  async function scanShelves(scanOptions: ScanOptions): Promise<ScanReport> {
    const imports = await finishImports(openImport())
    const report = await scan(scanOptions)
    report.problems.push(...imports.problems)
    report.recovered += imports.finished
    return report
  }

  async function scan(scanOptions: ScanOptions): Promise<ScanReport> {
    try {
      return await scanLibrary({ ...scanOptions, directory, index, recovery: recovery() })
    } catch (error) {
      if (!isDamage(error) || !scanOptions.rebuild) throw toReadableError(error, indexPath)
      index.close()
      index = openLibraryIndex(indexPath, clock(), true).index
      return scanLibrary({ ...scanOptions, directory, index, recovery: recovery() })
    }
  }

  async function get(slug: string): Promise<LibraryModelDetail> {
    const row = readable(() => index.find(slug))
    const metadata = row && (await readMetadata(join(directory, row.path)))
    if (!row || metadata?.slug !== slug) {
      throw new WeighthouseError('MODEL_NOT_FOUND', `${slug} is not in the library.`, {
        hint: row
          ? `Its folder ${join(directory, row.path)} was moved or removed: run \`weighthouse scan\`.`
          : `Pull it: \`weighthouse pull ${slug}\`.`,
        details: { slug },
      })
    }
    const { overrides, problem } = await readOverridesOrProblem(join(directory, row.path))
    const model = toLibraryModel(directory, row.path, metadata, roots, overrides)
    return { ...model, metadata, overrides, overridesProblem: problem }
  }

  async function* iterate(): AsyncGenerator<LibraryModel, void, undefined> {
    let after: { addedAt: string; slug: string } | undefined
    for (;;) {
      const page = readable(() => index.pageByAge(after, pageSize))
      for (const { path, metadata, overrides } of page)
        yield toLibraryModel(directory, path, metadata, roots, overrides)
      const last = page.at(-1)
      if (!last || page.length < pageSize) return
      after = { addedAt: last.metadata.added_at, slug: last.metadata.slug }
    }
  }

  async function finishShelvings(): Promise<void> {
    for (const { path, ...worker } of index.listShelvings()) {
      if (!isAbandoned(worker, clock(), ownTokens)) continue
      const folder = join(directory, path)
      const result = await recoverModelFolder(folder, recovery())
      if (result === 'busy') continue
      if (result === 'clean') await removeUnfinishedFiles(folder, worker.token)
      if (typeof result === 'object') {
        log.warn({ path, reason: result.problem }, 'A half-done change of a library model could not be finished.')
        continue
      }
      index.removeShelving(worker.token)
      await indexFolder(path)
    }
  }

  async function indexFolder(path: string): Promise<void> {
    const folder = join(directory, path)
    const stamp = await readModelStamp(folder)
    const metadata = await readMetadata(folder)
    const { overrides } = await readOverridesOrProblem(folder)
    if (stamp !== undefined && metadata) readable(() => index.write([{ path, metadata, overrides, stamp }]))
  }

  /** Runs `work` while nobody else changes the model's folder, then indexes where that is. */
  function whileNobodyElse<T>(slug: string, work: (held: HeldFolder) => Promise<T>): Promise<T> {
    return oneAfterTheOther(slug, async () => {
      const row = readable(() => index.find(slug))
      if (!row) throw notHere(slug)
      let path = row.path
      try {
        return await whileAlone({ directory, clock, ownTokens }, { slug, path }, async (held) => {
          try {
            return await work(held)
          } finally {
            path = held.path
          }
        })
      } finally {
        if (path.startsWith('.')) readable(() => index.remove([slug]))
        else await indexFolder(path)
      }
    })
  }

  /** Two shelvings of the same model in this process wait for each other. */
  async function oneAfterTheOther<T>(slug: string, work: () => Promise<T>): Promise<T> {
    const mine = (lastShelvings.get(slug) ?? Promise.resolve()).then(work, work)
    lastShelvings.set(slug, mine)
    try {
      return await mine
    } finally {
      if (lastShelvings.get(slug) === mine) lastShelvings.delete(slug)
    }
  }

  function readable<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw toReadableError(error, indexPath)
    }
  }
}

function notHere(slug: string): WeighthouseError {
  return new WeighthouseError('MODEL_NOT_FOUND', `${slug} is not in the library.`, {
    hint: `Pull it: \`weighthouse pull ${slug}\`.`,
    details: { slug },
  })
}

/** A write through a stream says ENOSPC without its path. Anything else is returned unchanged. */
function explainFullDisk(error: unknown, slug: string, directory: string): unknown {
  const code = systemErrorCode(error)
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new WeighthouseError('DISK_FULL', `The disk of ${directory} became full while ${slug} was shelved.`, {
    hint: 'Free some space there, then pull it again: what was downloaded is kept. A library on the same disk as the store needs no second copy.',
    details: { slug, path: directory },
    cause: error,
  })
}

async function makeRoot(path: string): Promise<string> {
  try {
    await makeFolder(path)
    return await realpath(path)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST'].includes(systemErrorCode(error) ?? '')) throw error
    throw new WeighthouseError('HOME_UNWRITABLE', `The library folder ${path} cannot be made: ${String(error)}`, {
      hint: 'Give your user write access to it, or set WEIGHTHOUSE_LIBRARY to another folder.',
      details: { path },
      cause: error,
    })
  }
}
