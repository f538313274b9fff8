import type { Slice, SlicedWork } from '../runInSlices.ts'
import { takeFirst } from '../takeFirst.ts'
import { boundFamilies } from './boundFamilies.ts'
import type { FamilyGraph } from './buildFamilyGraph.ts'
import type { DescendantCounter } from './createDescendantCounter.ts'

export interface LargeFamily {
  key: number
  descendants: number
  children: number
}

/** Candidates that are put in order at once; few more than those that are wanted are ever walked. */
const candidatesAtOnce = 1000

/**
 * The models with the most descendants, exactly. From the largest bound down, each family is walked, until the next bound
 * says that no larger one can follow.
 */
export function* findLargestFamilies(
  slice: Slice,
  graph: FamilyGraph,
  counter: DescendantCounter,
  limit: number,
): SlicedWork<LargeFamily[]> {
  const bounds = yield* boundFamilies(slice, graph)
  // Infinite bounds are alike: their difference is not a number.
  const compare = (a: number, b: number) => (bounds[a] === bounds[b] ? a - b : bounds[b]! - bounds[a]!)
  let largest: LargeFamily[] = []
  for (let last = 0; ;) {
    const candidates = takeFirst(numbersAfter(bounds, last, compare), candidatesAtOnce, compare)
    for (const number of candidates) {
      const smallest = largest.length < limit ? undefined : largest.at(-1)
      if (smallest && bounds[number]! <= smallest.descendants) return largest
      if (slice.isOver()) yield
      const key = graph.parents[number]!
      const descendants = yield* counter.count(slice, [key])
      const children = graph.starts[number + 1]! - graph.starts[number]!
      largest = [...largest, { key, descendants, children }].sort(compareFamilies).slice(0, limit)
    }
    if (candidates.length < candidatesAtOnce) return largest
    last = candidates.at(-1)!
  }
}

/** Numbers of all parents that come after `last`; 0 is before all. */
function* numbersAfter(
  bounds: Float64Array,
  last: number,
  compare: (a: number, b: number) => number,
): Generator<number> {
  for (let number = 1; number < bounds.length; number++) {
    if (last === 0 || compare(last, number) < 0) yield number
  }
}

function compareFamilies(a: LargeFamily, b: LargeFamily): number {
  return b.descendants - a.descendants || b.children - a.children || a.key - b.key
}
