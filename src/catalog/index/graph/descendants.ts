import { type SourceName, sourceNames } from '../../../ids/slug.ts'
import { findChain } from '../attributes/createDictionary.ts'
import { relationsByRank } from '../attributes/relationKinds.ts'
import { type DocSet, fromBits } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import type { Relative } from '../indexView.ts'
import { findKey, idOf, sourceOf } from '../segments/modelText.ts'
import { findOwnChain, forEachChild } from './children.ts'

/** Direct derivatives, by key; a model that names itself as its parent is its own. */
export function childrenOf(data: IndexData, key: number): Relative[] {
  const level = nextLevel(data, [key], newVisits(data))
  return toRelatives(data, level, 1)
}

/** Direct derivatives, in no order, without the model itself. */
export function childKeysOf(data: IndexData, key: number): number[] {
  const chain = findOwnChain(data, key)
  if (chain === 0) return []
  const keys = new Set<number>()
  forEachChild(data, { chain, source: sourceOf(data, key), parent: key }, (child) => keys.add(child))
  keys.delete(key)
  return [...keys]
}

/** Breadth first: children of the nearer models first, those of one model by key. The model itself is not among them. */
export function descendants(data: IndexData, key: number, depth = 0): Relative[] {
  const visited = newVisits(data)
  visited[key >>> 5]! |= 1 << key
  const found: Relative[] = []
  let level: Level = { keys: [key], ranks: [] }
  const furthest = depth === 0 ? Infinity : depth
  for (let steps = 1; level.keys.length > 0 && steps <= furthest; steps++) {
    level = nextLevel(data, level.keys, visited)
    for (const relative of toRelatives(data, level, steps)) found.push(relative)
  }
  return found
}

/** All models that are derived, over any number of steps, from what has this id, whether the index has that or not. */
export function descendantsOf(data: IndexData, { source, id }: { source?: SourceName; id: string }): DocSet {
  const chain = findChain(data.dictionary, id)
  const visited = newVisits(data)
  const starts = (source ? [source] : sourceNames).flatMap((name) => findKey(data, name, id) ?? [])
  for (const start of starts) visited[start >>> 5]! |= 1 << start
  const first: number[] = []
  for (const name of source ? [source] : sourceNames) {
    forEachChild(data, { chain, source: sourceNames.indexOf(name) }, (child) => {
      if (visit(visited, child)) first.push(child)
    })
  }
  for (let level = first; level.length > 0;) level = nextLevel(data, level, visited).keys
  for (const start of starts) visited[start >>> 5]! &= ~(1 << start)
  return fromBits(visited)
}

interface Level {
  keys: number[]
  /** Of the relation by which each was met. */
  ranks: number[]
}

function nextLevel(data: IndexData, parents: readonly number[], visited: Uint32Array): Level {
  const level: Level = { keys: [], ranks: [] }
  for (const parent of parents) {
    const chain = findOwnChain(data, parent)
    if (chain === 0) continue
    // Both in one number, so that they are sorted together.
    const met: number[] = []
    forEachChild(data, { chain, source: sourceOf(data, parent), parent }, (child, rank) => {
      if (visit(visited, child)) met.push(child * relationsByRank.length + rank)
    })
    for (const both of Float64Array.from(met).sort()) {
      const rank = both % relationsByRank.length
      level.ranks.push(rank)
      level.keys.push((both - rank) / relationsByRank.length)
    }
  }
  return level
}

function toRelatives(data: IndexData, { keys, ranks }: Level, depth: number): Relative[] {
  return keys.map((key, index) => new Descendant(data, key, ranks[index]!, depth))
}

/** Of tens of thousands, few are shown: an id is put together when it is asked for. */
class Descendant implements Relative {
  readonly key: number
  readonly relation: Relative['relation']
  readonly declared: boolean
  readonly depth: number
  readonly #data: IndexData

  constructor(data: IndexData, key: number, rank: number, depth: number) {
    const { relation, declared } = relationsByRank[rank]!
    this.key = key
    this.relation = relation
    this.declared = declared
    this.depth = depth
    this.#data = data
  }

  get id(): string {
    return idOf(this.#data, this.key)
  }
}

function newVisits(data: IndexData): Uint32Array {
  return new Uint32Array((data.columns.capacity + 31) >>> 5)
}

/** @returns false when it was visited before */
function visit(visited: Uint32Array, key: number): boolean {
  const word = visited[key >>> 5]!
  if (((word >>> key) & 1) === 1) return false
  visited[key >>> 5] = word | (1 << key)
  return true
}
