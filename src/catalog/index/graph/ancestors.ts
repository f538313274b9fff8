import { sourceNames } from '../../../ids/slug.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import { noRank, rankOfKind, relationsByRank } from '../attributes/relationKinds.ts'
import type { IndexData } from '../indexData.ts'
import type { Relative } from '../indexView.ts'
import { readAttributes } from '../segments/adoptModels.ts'
import { findPlace } from '../segments/createSegments.ts'
import { findKey, sourceOf } from '../segments/modelText.ts'

/**
 * Direct parents, each once: by the relation that counts most, in the order of their attributes. A model may be its own
 * parent.
 */
export function parentsOf(data: IndexData, key: number): Relative[] {
  const place = findPlace(data.segments, key)
  if (!place) throw new RangeError(`There is no model ${key}`)
  const { kinds } = data.dictionary
  const count = readAttributes(data, place.live, place.number)
  const edges = new Map<string, { value: string; rank: number }>()
  for (const attribute of data.scratch.subarray(0, count)) {
    const rank = rankOfKind[kinds[attribute]!]!
    if (rank === noRank) continue
    const value = valueOf(data.dictionary, attribute)
    const known = edges.get(value.toLowerCase())
    if (!known || rank < known.rank) edges.set(value.toLowerCase(), { value, rank })
  }
  if (edges.size === 0) return []
  const source = sourceNames[sourceOf(data, key)]!
  return Array.from(edges.values(), ({ value, rank }) => ({
    ...relationsByRank[rank]!,
    key: findKey(data, source, value),
    id: value,
    depth: 1,
  }))
}

/** Breadth first. The model itself is not among them, also when it is its own ancestor. */
export function ancestors(data: IndexData, key: number, depth = 0): Relative[] {
  const seen = new Set([key])
  const missing = new Set<string>()
  const found: Relative[] = []
  let level = [key]
  const furthest = depth === 0 ? Infinity : depth
  for (let steps = 1; level.length > 0 && steps <= furthest; steps++) {
    const next: number[] = []
    for (const parent of level.flatMap((model) => parentsOf(data, model))) {
      if (parent.key === undefined ? missing.has(parent.id.toLowerCase()) : seen.has(parent.key)) continue
      if (parent.key === undefined) missing.add(parent.id.toLowerCase())
      else {
        seen.add(parent.key)
        next.push(parent.key)
      }
      found.push({ ...parent, depth: steps })
    }
    level = next
  }
  return found
}
