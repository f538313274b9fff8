import { sourceNames } from '../../../ids/slug.ts'
import { licenseClasses } from '../../license/licenseClass.ts'
import type { Facet, FacetField } from '../../search/searchQuery.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import { planeSet } from '../columns/bitPlane.ts'
import { countIntersection, type DocSet } from '../docSet.ts'
import { cached, type IndexData } from '../indexData.ts'
import { MatchCounts } from './matchCounts.ts'
import { matchAll } from './matchFilter.ts'
import { countBases, countKind, topListed } from './topOfField.ts'

/**
 * Counts the values of each field among matches: the most frequent first, ties in the order of their UTF-8. A value is
 * counted as it is written; `base` counts families and direct parents, each once a model.
 */
export function countFacets(
  data: IndexData,
  matches: DocSet,
  fields: readonly FacetField[],
  mostValues: number,
): Facet[] {
  const isAll = matches === matchAll(data, false)
  let counts: MatchCounts | undefined
  const countsOf = () => (counts ??= new MatchCounts(data, matches))
  try {
    return fields.map((field) => {
      const count = () => ({ field, values: countField(data, matches, field, mostValues, isAll, countsOf) })
      return isAll ? cached(data, `facet ${field} ${mostValues}`, count) : count()
    })
  } finally {
    counts?.end()
  }
}

function countField(
  data: IndexData,
  matches: DocSet,
  field: FacetField,
  mostValues: number,
  isAll: boolean,
  countsOf: () => MatchCounts,
): Facet['values'] {
  switch (field) {
    case 'source':
      return countSets(
        matches,
        sourceNames.map((name, code) => [name, planeSet(data.derived.sources[code]!)]),
        mostValues,
      )
    case 'license_class':
      return countSets(
        matches,
        licenseClasses.map((name) => [name, planeSet(data.derived.licenseClasses[name])]),
        mostValues,
      )
    case 'base':
      return name(data, countBases(data, countsOf(), mostValues))
    case 'task':
    case 'library':
    case 'license':
    case 'language':
    case 'format':
    case 'author':
    case 'tag':
    case 'dataset':
      return name(data, isAll ? topListed(data, field, mostValues) : countKind(data, countsOf(), field, mostValues))
  }
}

function countSets(matches: DocSet, sets: readonly (readonly [string, DocSet])[], mostValues: number): Facet['values'] {
  return sets
    .map(([value, set]) => ({ value, count: countIntersection(matches, set) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, mostValues)
}

function name(data: IndexData, found: readonly { attribute: number; count: number }[]): Facet['values'] {
  return found.map(({ attribute, count }) => ({ value: valueOf(data.dictionary, attribute), count }))
}
