import type { IndexView } from '../index/indexView.ts'

/**
 * Keys on a shortest circle through a model, from it on towards its parents; one key for a model that names itself as
 * its parent, empty when there is no circle.
 */
export function findCycle(view: Pick<IndexView, 'parentsOf'>, start: number): number[] {
  // A model may be its own parent.
  if (view.parentsOf(start).some((parent) => parent.key === start)) return [start]
  const cameFrom = new Map<number, number>()
  let reached = [start]
  while (reached.length > 0) {
    const next: number[] = []
    for (const key of reached) {
      for (const { key: parent } of view.parentsOf(key)) {
        // A parent's own self-loop is no circle of this model.
        if (parent === key) continue
        if (parent === start) return trace(key, cameFrom, start)
        if (parent === undefined || cameFrom.has(parent)) continue
        cameFrom.set(parent, key)
        next.push(parent)
      }
    }
    reached = next
  }
  return []
}

function trace(last: number, cameFrom: ReadonlyMap<number, number>, start: number): number[] {
  const circle = [last]
  for (let key = last; key !== start;) {
    key = cameFrom.get(key)!
    circle.push(key)
  }
  return circle.toReversed()
}
