import { sourceNames } from '../../../ids/slug.ts'
import { licenseClasses } from '../../license/licenseClass.ts'
import type { Facet, FacetField } from '../../search/searchQuery.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import { planeSet } from '../columns/bitPlane.ts'
import { countIntersection, type DocSet } from '../docSet.ts'
import { cached, type IndexData } from '../indexData.ts'
import { canCountCodes, CodedCounts } from './codedCounts.ts'
import { type KindCounts, MatchCounts } from './matchCounts.ts'
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
  const counts = createCounts(data, matches)
  try {
    const count = (field: FacetField): Facet => {
      const work = () => ({ field, values: countField(data, matches, field, mostValues, isAll, counts) })
      return isAll ? cached(data, `facet ${field} ${mostValues}`, work) : work()
    }
    const facets = new Map<FacetField, Facet>()
    // Bases last: they are counted by themselves.
    for (const field of fields.toSorted((a, b) => Number(a === 'base') - Number(b === 'base'))) {
      facets.set(field, count(field))
    }
    return fields.flatMap((field) => facets.get(field) ?? [])
  } finally {
    counts.end()
  }
}

/** What counts, made when it is first asked for. */
interface Counts {
  kinds(): KindCounts
  bases(): MatchCounts
  end(): void
}

function createCounts(data: IndexData, matches: DocSet): Counts {
  let coded: CodedCounts | undefined
  let all: MatchCounts | undefined
  const counts: Counts = {
    kinds() {
      if (all) return all
      if ((coded ??= canCountCodes(data, matches) ? new CodedCounts(data, matches) : undefined)) return coded
      return (all = new MatchCounts(data, matches))
    },
    bases() {
      // There is one place to count in.
      coded?.end()
      coded = undefined
      return (all ??= new MatchCounts(data, matches))
    },
    end() {
      coded?.end()
      all?.end()
    },
  }
  return counts
}

function countField(
  data: IndexData,
  matches: DocSet,
  field: FacetField,
  mostValues: number,
  isAll: boolean,
  counts: Counts,
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
      return name(data, countBases(data, counts.bases(), mostValues))
    case 'task':
    case 'library':
    case 'license':
    case 'language':
    case 'format':
    case 'author':
    case 'tag':
    case 'dataset':
      return name(data, isAll ? topListed(data, field, mostValues) : countKind(data, counts.kinds(), field, mostValues))
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
