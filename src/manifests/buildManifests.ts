import { resolve } from 'node:path'

import { filters as publishedFilters } from '../../config/filters.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import { toSlug } from '../ids/slug.ts'
import type { JobProgress } from '../queue/jobQueue.ts'
import { createModelSelection, type SelectedModel } from './createModelSelection.ts'
import { findNewest } from './findNewest.ts'
import type { ManifestFilter, PublishedSource } from './manifestFilter.ts'
import { combinedName, filterFileName, manifestNames, modelsFileName, publishedSources } from './manifestNames.ts'
import type { ManifestReport } from './manifestReport.ts'
import { openPublication, type Publication } from './openPublication.ts'

export interface BuildManifestsOptions {
  catalog: Pick<Catalog, 'iterateEntries' | 'countEntries'>
  /** The folder that receives the files; made if it is missing. */
  out: string
  clock?: Clock
  signal?: AbortSignal | undefined
  onProgress?: ((progress: JobProgress) => void) | undefined
  /** Default: config/filters.ts. */
  filters?: readonly ManifestFilter[]
}

/**
 * Publishes the catalog as static JSON files, for a web server or CDN to serve:
 *
 * - `<source>-models.json`: `{models: {"<id>": record}, totalModels, timestamp}`, the records in the source's own schema;
 * - a manifest per filter: `{filter, source, modelsFile, modelIds, models: [{id, slug, name}], timestamp}`;
 * - `all-models.json`: every model of the filters, once: `{totalModels, civitai, huggingface, models, timestamp}`;
 * - `index.json`: the list of these files.
 *
 * `modelIds` are keys of `modelsFile`; the `id` of a model in lists is unique across sources (`civitai-66`). Each source
 * is read once, in a stream, so that lists and records agree and memory does not grow with the catalog. Models that
 * their source no longer lists are left out.
 *
 * @throws WeighthouseError as openPublication; INVALID_CONFIG for a filter whose name cannot name a file
 */
export async function buildManifests(options: BuildManifestsOptions): Promise<ManifestReport> {
  const { clock = systemClock, filters = publishedFilters } = options
  const out = resolve(options.out)
  const timestamp = new Date(clock()).toISOString()
  const publication = await openPublication({ out, names: manifestNames(filters), timestamp, signal: options.signal })
  try {
    const lists = new Map<PublishedSource, SelectedModel[]>()
    for (const source of publishedSources) {
      const ofSource = filters.filter((filter) => filter.source === source)
      lists.set(source, await publishSource(publication, source, ofSource, options))
    }
    await publishCombined(publication, lists)
    options.signal?.throwIfAborted()
    const committed = await publication.commit()
    const totalBytes = committed.files.reduce((sum, { bytes }) => sum + bytes, 0)
    return { out, ...committed, totalBytes }
  } finally {
    await publication.close()
  }
}

/** Writes the models of a source and its filters; returns the models of all filters, some more than once. */
async function publishSource(
  publication: Publication,
  source: PublishedSource,
  filters: readonly ManifestFilter[],
  options: BuildManifestsOptions,
): Promise<SelectedModel[]> {
  const { catalog, signal, onProgress } = options
  const newest = await findNewest(catalog, source)
  const total = await catalog.countEntries({ source: [source] })
  const selections = filters.map((filter) => ({ filter, selection: createModelSelection(filter.query, newest) }))

  await publication.add(modelsFileName(source), async (file) => {
    let done = 0
    await file.write('{"models":{')
    for await (const { entry, record } of catalog.iterateEntries({ source: [source], withRecord: true })) {
      signal?.throwIfAborted()
      if (record === undefined) throw new Error(`the catalog gave no record of ${entry.slug}`)
      await file.write(`${done === 0 ? '' : ','}\n${JSON.stringify(entry.id)}:${record}`)
      for (const { selection } of selections) selection.offer(entry)
      done += 1
      if (done % 1000 === 0) onProgress?.({ done, total, unit: 'models', message: modelsFileName(source) })
    }
    await file.write(`\n},"totalModels":${done},`)
    onProgress?.({ done, total: done, unit: 'models', message: modelsFileName(source) })
    return done
  })

  for (const { filter, selection } of selections) {
    const models = selection.models()
    await publication.add(filterFileName(filter), async (file) => {
      const head = {
        filter: filter.name,
        source,
        modelsFile: modelsFileName(source),
        modelIds: models.map(({ id }) => id),
        models: models.map((model) => listed(source, model)),
      }
      await file.write(`${JSON.stringify(head).slice(0, -1)},`)
      return models.length
    })
  }
  return selections.flatMap(({ selection }) => selection.models())
}

async function publishCombined(
  publication: Publication,
  lists: ReadonlyMap<PublishedSource, SelectedModel[]>,
): Promise<void> {
  const counts = { civitai: 0, huggingface: 0 }
  const models = new Map<string, { id: string; slug: string; name: string; source: PublishedSource }>()
  for (const [source, selected] of lists) {
    for (const model of selected) {
      if (models.has(model.slug)) continue
      models.set(model.slug, { ...listed(source, model), source })
      counts[source] += 1
    }
  }
  await publication.add(combinedName, async (file) => {
    const head = { totalModels: models.size, ...counts, models: [...models.values()] }
    await file.write(`${JSON.stringify(head).slice(0, -1)},`)
    return models.size
  })
}

// CivitAI's ids are mere numbers: in lists that mix sources they carry the source's name. Hugging Face's ids are names.
function listed(source: PublishedSource, { id, slug, name }: SelectedModel): SelectedModel {
  return source === 'civitai' ? { id: toSlug({ source, id }), slug, name } : { id, slug, name: id }
}
