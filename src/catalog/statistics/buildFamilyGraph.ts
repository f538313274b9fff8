import { sourceNames } from '../../ids/slug.ts'
import { parentKinds } from '../ancestry/relationKinds.ts'
import { has } from '../index/docSet.ts'
import { growArray } from '../index/growArray.ts'
import type { Slice, SlicedWork } from '../runInSlices.ts'
import { allModels } from './allModels.ts'

/** Who is derived from whom, in a few arrays: to count all families, each edge is followed many times. */
export interface FamilyGraph {
  /** One more than the highest key. */
  capacity: number
  /** Models that have direct derivatives, by number from 1; 0 stands for all others. */
  parents: Uint32Array
  /** By key: the model's number in `parents`. */
  numberOf: Uint32Array
  /** By number: where its children begin in `children`; they end where the next one's begin. */
  starts: Uint32Array
  children: Uint32Array
}

/** Attributes or models that are looked up before the clock is read. */
const stride = 256

export function* buildFamilyGraph(slice: Slice): SlicedWork<FamilyGraph> {
  const { capacity } = slice.view
  const numberOf = yield* findParents(slice, capacity)
  let [parents, starts, children] = [new Uint32Array(1), new Uint32Array(2), new Uint32Array(1)]
  let count = 0
  let edges = 0
  let all = allModels(slice.view)
  for (let key = 1; key < capacity; key++) {
    if (numberOf[key] === 0) continue
    numberOf[key] = 0
    // Forgetting a model is rare, and reading the clock is cheaper than finding its children.
    if (slice.isOver()) {
      yield
      all = allModels(slice.view)
    }
    // A model that came meanwhile is for the next time.
    const found = has(all, key) ? slice.view.childKeysOf(key).filter((child) => child < capacity) : []
    if (found.length === 0) continue
    numberOf[key] = ++count
    parents = growArray(parents, count + 1)
    starts = growArray(starts, count + 2)
    children = growArray(children, edges + found.length)
    parents[count] = key
    starts[count] = edges
    children.set(found, edges)
    edges += found.length
    starts[count + 1] = edges
  }
  return {
    capacity,
    parents: parents.subarray(0, count + 1),
    numberOf,
    starts: starts.subarray(0, count + 2),
    children: children.subarray(0, edges),
  }
}

/** By key: 1 for models that others name as their parent. There are far fewer such names than models. */
function* findParents(slice: Slice, capacity: number): SlicedWork<Uint32Array> {
  const named = new Uint32Array(capacity)
  const { attributeCapacity } = slice.view
  // A source without relations, such as CivitAI, is not looked through.
  const sources = sourceNames.filter(
    (source) => slice.view.match({ filter: { source: [source], original: false, removed: true } }).count > 0,
  )
  for (let attribute = 1; attribute < attributeCapacity; attribute++) {
    if (attribute % stride === 0 && slice.isOver()) yield
    const { kind, value } = slice.view.attribute(attribute)
    if (!parentKinds.has(kind)) continue
    for (const source of sources) {
      const key = slice.view.keyOf(source, value)
      if (key !== undefined && key < capacity) named[key] = 1
    }
  }
  return named
}
