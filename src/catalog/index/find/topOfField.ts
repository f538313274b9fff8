import type { FacetField } from '../../search/searchQuery.ts'
import type { KeyList } from '../attributes/createDictionary.ts'
import type { IndexData } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import type { KindCounts, MatchCounts } from './matchCounts.ts'
import { rankedAttributes } from './rankedAttributes.ts'
import { TopValues } from './topValues.ts'

type KindField = Exclude<FacetField, 'source' | 'license_class' | 'base'>
type Found = TopValues['found']

/** Attributes that are ranked at first, and how many times more each time these were not enough. */
const firstSize = 256
const sizeFactor = 16

/** The most frequent values of a kind among matches. */
export function countKind(data: IndexData, counts: KindCounts, field: KindField, limit: number): Found {
  const code = kindCode(field)
  const top = joinRanked(data, counts, {
    name: field,
    kind: code,
    list: data.dictionary.byKind[code]!,
    weights: data.derived.total,
    countOf: (attribute) => counts.countOf(attribute),
    limit,
  })
  return (top ?? counts.topWalked(code, limit)).found
}

/** The most frequent families and parents among matches; each group of bases by its first attribute. */
export function countBases(data: IndexData, counts: MatchCounts, limit: number): Found {
  const top = joinRanked(data, counts, {
    name: 'base',
    kind: kindCode('base'),
    list: data.dictionary.bases,
    weights: data.derived.grouped,
    countOf: (group) => counts.countOfGroup(group),
    limit,
  })
  return (top ?? counts.topWalkedGroups(limit)).found
}

/** The most frequent values of a kind among all listed models. */
export function topListed(data: IndexData, field: KindField, limit: number): Found {
  const list = data.dictionary.byKind[kindCode(field)]!
  const weights = data.derived.listed
  const top = new TopValues(data.dictionary, limit)
  const ranked = rankedAttributes(data, `listed ${field}`, { list, weights, size: limit })
  const isEnough = ranked.keys.length >= limit || ranked.rest === 0
  for (const attribute of isEnough ? ranked.keys : list.keys.subarray(0, list.count)) {
    top.offer(attribute, weights[attribute]!)
  }
  return top.found
}

interface RankedField {
  name: string
  /** Code of the kind. */
  kind: number
  list: KeyList
  /** At least what `countOf` can give. */
  weights: Uint32Array
  countOf: (attribute: number) => number
  limit: number
}

/**
 * Counts attributes from the one with the most models on, until no other can have more matches than the best that were
 * found. Undefined when the matches were walked through, or are by now because this took too long.
 */
function joinRanked(data: IndexData, counts: KindCounts, field: RankedField): TopValues | undefined {
  const { name, kind, list, weights, countOf, limit } = field
  const mostCost = counts.cost + counts.mostCost(kind)
  for (let size = firstSize; !counts.isWalked(kind); size *= sizeFactor) {
    const top = new TopValues(data.dictionary, limit)
    const { keys, rest } = rankedAttributes(data, name, { list, weights, size })
    for (const attribute of keys) {
      // An equal count may still come first by its value.
      if (weights[attribute]! < top.least) return top
      top.offer(attribute, countOf(attribute))
      if (counts.cost > mostCost) break
    }
    if (rest < top.least && counts.cost <= mostCost) return top
    if (counts.cost > mostCost || size > list.count) counts.complete(kind)
  }
  return undefined
}
