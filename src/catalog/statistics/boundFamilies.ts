import type { Slice, SlicedWork } from '../runInSlices.ts'
import type { FamilyGraph } from './buildFamilyGraph.ts'

const stride = 1024

/**
 * By number of a parent: at least as many as it has descendants, in one pass over all edges. The ways down are counted,
 * so a descendant by two ways counts twice; whoever leads into a circle has infinitely many.
 */
export function* boundFamilies(
  slice: Slice,
  { parents, numberOf, starts, children }: FamilyGraph,
): SlicedWork<Float64Array> {
  const bounds = new Float64Array(parents.length)
  // Where the walk stands in the children of each parent: 0 is not begun yet, else one more than the place.
  const places = new Uint32Array(parents.length)
  const finished = new Uint8Array(parents.length)
  const path: number[] = []
  let steps = 0
  for (let root = 1; root < parents.length; root++) {
    if (finished[root] === 0) path.push(root)
    while (path.length > 0) {
      if (++steps % stride === 0 && slice.isOver()) yield
      const number = path.at(-1)!
      const place = places[number]! || starts[number]! + 1
      if (place > starts[number + 1]!) {
        finished[number] = 1
        path.pop()
        continue
      }
      const child = numberOf[children[place - 1]!]!
      if (child !== 0 && finished[child] === 0 && places[child] === 0) {
        // Comes back to this child when its own are done.
        places[number] = place
        path.push(child)
        continue
      }
      places[number] = place + 1
      bounds[number]! += child === 0 ? 1 : finished[child] === 1 ? 1 + bounds[child]! : Number.POSITIVE_INFINITY
    }
  }
  return bounds
}
