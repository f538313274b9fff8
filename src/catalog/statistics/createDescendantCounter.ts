import type { Slice, SlicedWork } from '../runInSlices.ts'
import type { FamilyGraph } from './buildFamilyGraph.ts'

/** Counts descendants of many models, one after the other. */
export interface DescendantCounter {
  /**
   * How many models descend from any of these, each once.
   * @param counts which of them count; default all. The models themselves never do
   */
  count(slice: Slice, models: readonly number[], counts?: (key: number) => boolean): SlicedWork<number>
}

const stride = 1024

export function createDescendantCounter({ capacity, numberOf, starts, children }: FamilyGraph): DescendantCounter {
  /** By key: the last walk that met the model. */
  const metBy = new Uint32Array(capacity)
  let walk = 0
  let queue = new Uint32Array(1024)

  function* count(
    slice: Slice,
    models: readonly number[],
    counts: (key: number) => boolean = () => true,
  ): SlicedWork<number> {
    walk++
    let end = 0
    let found = 0
    const add = (key: number) => {
      metBy[key] = walk
      // Only parents lead on.
      if (numberOf[key] === 0) return
      if (end === queue.length) {
        const longer = new Uint32Array(queue.length * 2)
        longer.set(queue)
        queue = longer
      }
      queue[end++] = numberOf[key]!
    }
    for (const key of models) if (key < capacity) add(key)
    for (let at = 0; at < end; at++) {
      if (at % stride === 0 && slice.isOver()) yield
      const number = queue[at]!
      const last = starts[number + 1]!
      for (let place = starts[number]!; place < last; place++) {
        const child = children[place]!
        if (metBy[child] === walk) continue
        if (counts(child)) found++
        add(child)
      }
    }
    return found
  }

  return { count }
}
