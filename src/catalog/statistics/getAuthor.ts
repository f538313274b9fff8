import { type SourceName, sourceNames } from '../../ids/slug.ts'
import type { AuthorStatistics } from '../catalog.ts'
import { has, toKeys, unite } from '../index/docSet.ts'
import type { IndexView, SearchIndex } from '../index/indexView.ts'
import { runInSlices, type Slice, type SlicedWork } from '../runInSlices.ts'
import { allModels } from './allModels.ts'

/** What an author published at each source; see Catalog.getAuthor. */
export function getAuthor(index: Pick<SearchIndex, 'read'>, author: string): Promise<AuthorStatistics[]> {
  return runInSlices(index, (slice) => countOfAuthor(slice, author.trim()))
}

function* countOfAuthor(slice: Slice, author: string): SlicedWork<AuthorStatistics[]> {
  const { view } = slice
  const attributes = view.findAttributes('author', author)
  const bySource = Map.groupBy(toKeys(unite(attributes.map((attribute) => view.modelsWith(attribute)))), (key) =>
    view.sourceOf(key),
  )
  const totals = sourceNames.flatMap((source) => {
    const models = bySource.get(source) ?? []
    return models.length > 0 ? { models, statistics: sumModels(view, source, models) } : []
  })
  const found: AuthorStatistics[] = []
  for (const { models, statistics } of totals) {
    found.push({ ...statistics, derivatives: yield* countDerivatives(slice, models) })
  }
  return found
}

function sumModels(
  view: IndexView,
  source: SourceName,
  models: readonly number[],
): Omit<AuthorStatistics, 'derivatives'> {
  const downloads = view.column('downloads')
  const likes = view.column('likes')
  const sum = { models: 0, downloads: 0, likes: 0 }
  for (const key of models) {
    if (!view.isListed(key)) continue
    sum.models++
    sum.downloads += downloads[key]!
    sum.likes += likes[key]!
  }
  return { source, author: view.attribute(view.single('author')[models[0]!]!).value, ...sum }
}

function* countDerivatives(slice: Slice, models: readonly number[]): SlicedWork<number> {
  const met = new Set(models)
  let all = allModels(slice.view)
  // The walk goes on with what it adds.
  for (const key of met) {
    if (has(all, key)) for (const child of slice.view.childKeysOf(key)) met.add(child)
    if (!slice.isOver()) continue
    yield
    all = allModels(slice.view)
  }
  return met.size - models.length
}
