import type { Catalog } from '../../catalog/catalog.ts'
import { isWeighthouseError, toWeighthouseError, type WeighthouseError } from '../../foundation/errors.ts'
import type { Clock } from '../../foundation/time.ts'
import { mapConcurrently } from '../../hub/mapConcurrently.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { Library } from '../../library/library.ts'
import { civitaiModel } from '../../sources/civitai/civitaiModel.ts'
import type { Source } from '../../sources/source.ts'
import { compareFiles } from './compareFiles.ts'
import { findNewerVersion } from './findNewerVersion.ts'
import { readShelved, type Shelved } from './readShelved.ts'
import type { CheckOptions, Update, UpdateReport, Updates } from './updates.ts'

export interface UpdatesParts {
  library: Pick<Library, 'get' | 'iterate'>
  catalog: Pick<Catalog, 'getModel'>
  sources: ReadonlyMap<SourceName, Source>
  clock: Clock
}

const asksAtOnce = 4
type Found = Omit<Update, 'slug' | 'officialName' | 'source' | 'current' | 'toldBy' | 'asOf'>

export function createUpdates(parts: UpdatesParts): Updates {
  const { library, catalog, sources, clock } = parts
  return { check }

  async function check(options: CheckOptions = {}): Promise<UpdateReport> {
    const report: UpdateReport = { updates: [], total: 0, current: 0, problems: [] }
    const slugs = options.models?.length ? [...options.models] : await listSlugs()
    /** Sources that asked to be left alone, and why. */
    const silent = new Map<SourceName, WeighthouseError>()
    let done = 0
    await mapConcurrently(slugs, asksAtOnce, async (slug) => {
      options.signal?.throwIfAborted()
      await checkOne(slug, options, silent, report)
      options.onProgress?.({ done: ++done, total: slugs.length, slug })
    })
    report.updates.sort((a, b) => (a.slug < b.slug ? -1 : 1))
    report.problems.sort((a, b) => (a.slug < b.slug ? -1 : 1))
    return report
  }

  async function listSlugs(): Promise<string[]> {
    const slugs: string[] = []
    for await (const { slug } of library.iterate()) slugs.push(slug)
    return slugs
  }

  async function checkOne(
    slug: string,
    { local = false, signal }: CheckOptions,
    silent: Map<SourceName, WeighthouseError>,
    report: UpdateReport,
  ): Promise<void> {
    const shelved = readShelved(await library.get(slug))
    if (typeof shelved === 'string') return
    report.total++
    let failure = silent.get(shelved.source)
    if (!local && !failure) {
      try {
        add(report, shelved, await askSource(shelved, signal), { toldBy: 'source', asOf: clock() })
        return
      } catch (error) {
        signal?.throwIfAborted()
        failure = toWeighthouseError(error)
        if (['RATE_LIMITED', 'SOURCE_UNREACHABLE'].includes(failure.code)) silent.set(shelved.source, failure)
      }
    }
    const recorded = await askCatalog(shelved)
    if (recorded) add(report, shelved, recorded.found, { toldBy: 'catalog', asOf: recorded.asOf })
    if (failure) report.problems.push({ slug, code: failure.code, message: failure.message })
    else if (!recorded) {
      report.problems.push({
        slug,
        code: 'MODEL_NOT_FOUND',
        message: 'The catalog does not have it; ask its source without --local.',
      })
    }
  }

  /** Undefined when nothing is newer. */
  async function askSource(shelved: Shelved, signal: AbortSignal | undefined): Promise<Found | undefined> {
    const source = sources.get(shelved.source)
    if (!source) return undefined
    const options = signal ? { signal } : {}
    if (shelved.source === 'civitai') {
      return findNewerVersion(civitaiModel.parse(await source.getModel(shelved.id, options)), shelved, clock())
    }
    const tree = await source.getFileTree(shelved.id, { ...options, revision: shelved.revision })
    return isOther(tree.commit, shelved)
      ? fromCommit(shelved, tree.commit, compareFiles(shelved.files, tree.files))
      : undefined
  }

  async function askCatalog(shelved: Shelved): Promise<{ found: Found | undefined; asOf: number } | undefined> {
    const key = shelved.identified ? `civitai-${shelved.id}` : shelved.slug
    const model = await catalog.getModel(key).catch((error: unknown) => {
      if (isWeighthouseError(error, 'MODEL_NOT_FOUND')) return undefined
      throw error
    })
    if (!model) return undefined
    const asOf = model.entry.indexedAt
    if (shelved.source === 'civitai') {
      const record = civitaiModel.safeParse(model.record)
      return record.success ? { found: findNewerVersion(record.data, shelved, clock()), asOf } : undefined
    }
    const { revision: listed } = model.entry
    // The catalog knows what the default branch is at, and no other.
    if (listed === undefined || (shelved.revision !== undefined && shelved.revision !== 'main')) return undefined
    return { found: isOther(listed, shelved) ? fromCommit(shelved, listed, undefined) : undefined, asOf }
  }
}

function isOther(commit: string, { commit: here, ignored }: Shelved): boolean {
  return commit !== here && ignored !== 'all' && !ignored.has(commit)
}

function fromCommit(shelved: Shelved, commit: string, files: Update['files'] | undefined): Found {
  const { revision, id } = shelved
  const reference = revision === undefined || revision === 'main' ? id : `${id}@${revision}`
  const note = files?.length === 0 ? 'no file of another hash or size' : ''
  return { latest: commit, latestName: '', reference, publishedAt: undefined, files: files ?? [], note }
}

function add(
  report: UpdateReport,
  { slug, officialName, source, commit, identified }: Shelved,
  found: Found | undefined,
  told: Pick<Update, 'toldBy' | 'asOf'>,
): void {
  if (!found) {
    report.current++
    return
  }
  const note = [found.note, identified ? 'a pull brings it as a model of its own' : ''].filter(Boolean).join('; ')
  report.updates.push({ slug, officialName, source, current: commit, ...found, note, ...told })
}
