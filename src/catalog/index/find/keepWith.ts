import { type DocSet, emptySet, fromSorted, intersect, subtract, toKeys, unite } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import { markAttributes, modelsWith } from './modelsWith.ts'
import { readAttributeBatches } from './readAttributeBatches.ts'

/** Attributes that are not authors, ascending. */
export interface FoundAttributes {
  all: Uint32Array
  frequent: readonly number[]
  rare: Uint32Array
  /** No more models than this have any of the rare ones. */
  mostRare: number
}

/** Reading a model's attributes takes as long as reading this many keys of lists. */
const readingCost = 40
/** Looking for an attribute's list in every segment takes as long. */
const seekingCost = 40
/** What more models have is looked up for all models at once. */
const frequentModels = 20_000

export function isFrequent(models: number): boolean {
  return models > frequentModels
}

/** Those of `models`, which must exist, that have any of these attributes: to be used where they are few. */
export function keepWith(
  data: IndexData,
  models: DocSet,
  { withFrequent, rare, mostRare }: FoundAttributes & { withFrequent: DocSet },
): DocSet {
  const inAny = intersect(models, withFrequent)
  const inNone = subtract(models, withFrequent)
  const isFewer = mostRare + rare.length * seekingCost < inNone.count * readingCost
  const others = isFewer ? intersect(inNone, modelsWith(data, rare)) : readModels(data, inNone, rare)
  return unite([inAny, others])
}

/** As {@link keepWith}, of authors, of whom a model has one. */
export function keepBy(data: IndexData, models: DocSet, authors: Uint32Array): DocSet {
  const { total, singles } = data.derived
  let most = authors.length * seekingCost
  for (let index = 0; index < authors.length; index++) most += total[authors[index]!]!
  if (most < models.count) return intersect(models, modelsWith(data, authors))
  const wanted = markAttributes(data, authors)
  const keys = toKeys(models)
  const kept = new Uint32Array(keys.length)
  let count = 0
  for (let index = 0; index < keys.length; index++) {
    const author = singles.author[keys[index]!]!
    if (((wanted[author >>> 5]! >>> author) & 1) === 1) kept[count++] = keys[index]!
  }
  return fromSorted(kept.slice(0, count))
}

/** By reading the attributes of each. */
function readModels(data: IndexData, models: DocSet, attributes: Uint32Array): DocSet {
  if (attributes.length === 0 || models.count === 0) return emptySet()
  const wanted = markAttributes(data, attributes)
  const kept = new Uint32Array(models.count)
  let count = 0
  for (const { keys, from, to, attributes: all, ends } of readAttributeBatches(data, models)) {
    for (let index = from, at = 0; index < to; index++) {
      const end = ends[index - from]!
      while (at < end && ((wanted[all[at]! >>> 5]! >>> all[at]!) & 1) === 0) at++
      if (at < end) kept[count++] = keys[index]!
      at = end
    }
  }
  return fromSorted(kept.slice(0, count))
}
