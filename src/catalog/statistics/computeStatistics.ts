import { type SourceName, sourceNames } from '../../ids/slug.ts'
import type { CatalogStatistics, Distribution } from '../catalog.ts'
import type { DocSet } from '../index/docSet.ts'
import type { Slice, SlicedWork } from '../runInSlices.ts'
import { parseWords } from '../search/parseWords.ts'
import { type Facet, facetFields, type SearchSort } from '../search/searchQuery.ts'
import { buildFamilyGraph } from './buildFamilyGraph.ts'
import { countAuthorDerivatives } from './countAuthorDerivatives.ts'
import { type AuthorTotals, countAuthors } from './countAuthors.ts'
import { countDistributions } from './countDistributions.ts'
import { countLicenses } from './countLicenses.ts'
import { createDescendantCounter } from './createDescendantCounter.ts'
import { findLargestFamilies, type LargeFamily } from './findLargestFamilies.ts'

const valuesOfFacet = 50
const topLength = 10
const topAuthors = 100
const topFamilies = 50
const topSorts = ['downloads', 'likes', 'trending', 'rising', 'created'] as const satisfies SearchSort[]

/** All figures that come from the index, with keys where there will be entries. */
export interface ComputedStatistics {
  sources: { source: SourceName; total: number; removed: number }[]
  facets: Facet[]
  distributions: Distribution[]
  tops: { name: string; source: SourceName; keys: number[] }[]
  authors: CatalogStatistics['authors']
  families: LargeFamily[]
  licenseByTask: CatalogStatistics['licenseByTask']
}

/** Takes about a second for three million models, in slices. */
export function* computeStatistics(slice: Slice): SlicedWork<ComputedStatistics> {
  const facets: Facet[] = []
  for (const field of facetFields) {
    // Before the view is asked: what it gives is good until the next turn only.
    yield
    const { view } = slice
    facets.push(...view.countFacets(view.match({}), [field], valuesOfFacet))
  }
  const sources = countSources(slice)
  const graph = yield* buildFamilyGraph(slice)
  const counter = createDescendantCounter(graph)
  const distributions: Distribution[] = []
  const tops: ComputedStatistics['tops'] = []
  const authors: CatalogStatistics['authors'] = []
  for (const { source, total } of sources) {
    if (total === 0) continue
    const models = listedModels(slice, source)
    distributions.push(...(yield* countDistributions(slice, source, models)))
    for (const name of topSorts) {
      yield
      tops.push({ name, source, keys: findTop(slice, source, name) })
    }
    for (const totals of yield* countAuthors(slice, models, topAuthors)) {
      const derivatives = yield* countAuthorDerivatives(slice, counter, source, totals.author)
      authors.push(toAuthorStatistics(slice, source, totals, derivatives))
    }
  }
  return {
    sources,
    facets,
    distributions,
    tops: tops.filter(({ keys }) => keys.length > 0),
    authors,
    families: yield* findLargestFamilies(slice, graph, counter, topFamilies),
    licenseByTask: yield* countLicenses(slice, slice.view.match({})),
  }
}

function countSources({ view }: Slice): ComputedStatistics['sources'] {
  return sourceNames
    .map((source) => {
      const total = view.match({ filter: { source: [source] } }).count
      return { source, total, removed: view.match({ filter: { source: [source], removed: true } }).count - total }
    })
    .filter(({ total, removed }) => total + removed > 0)
}

function listedModels({ view }: Slice, source: SourceName): DocSet {
  return view.match({ filter: { source: [source] } })
}

function findTop({ view }: Slice, source: SourceName, sort: (typeof topSorts)[number]): number[] {
  const column = view.column(sort)
  const { keys } = view.find({ words: parseWords(''), text: '', filter: { source: [source] }, sort, limit: topLength })
  // Those without the value are last in the order, and in no top.
  return keys.filter((key) => !Number.isNaN(column[key]))
}

function toAuthorStatistics(
  { view }: Slice,
  source: SourceName,
  { author, models, downloads, likes }: AuthorTotals,
  derivatives: number,
): CatalogStatistics['authors'][number] {
  return { source, author: view.attribute(author).value, models, downloads, likes, derivatives }
}
