import type { PathStep } from '../catalog.ts'
import type { IndexView, Relative } from '../index/indexView.ts'
import { readEntriesByKey, type ReadParts } from '../read/readEntries.ts'
import { runInSlices, type Slice, type SlicedWork } from '../runInSlices.ts'
import { listNeighbours, type Place, placeOf } from './listNeighbours.ts'

/** A path before entries are read. */
interface FoundStep extends Omit<PathStep, 'entry'> {
  key: number | undefined
}

/**
 * The shortest way between two models along relations; see Catalog.findPath. Both ends are searched from, the one with
 * the smaller front first, so at most the smaller of two unrelated families is walked, and a little of the other.
 */
export async function findPath(parts: ReadParts, from: number, to: number): Promise<PathStep[]> {
  const steps = await runInSlices(parts.index, (slice) => searchPath(slice, from, to))
  const entries = await readEntriesByKey(
    parts,
    steps.flatMap(({ key }) => key ?? []),
  )
  return steps.map(({ key, id, step }) => ({
    entry: key === undefined ? undefined : entries.get(key),
    id,
    step,
  }))
}

/** Where each place was come from; a start came from itself. */
interface Side {
  cameFrom: Map<Place, Place>
  front: Place[]
}

/** The same on the index alone. */
export function* searchPath(slice: Slice, from: number, to: number): SlicedWork<FoundStep[]> {
  const source = slice.view.sourceOf(from)
  // Relations stay within a source.
  if (source !== slice.view.sourceOf(to)) return []
  const sides = [from, to].map((key): Side => ({ cameFrom: new Map([[key, key]]), front: [key] }))
  const [start, goal] = sides as [Side, Side]
  let meeting: Place | undefined = from === to ? from : undefined
  while (meeting === undefined && start.front.length > 0 && goal.front.length > 0) {
    const [side, other] = start.front.length <= goal.front.length ? [start, goal] : [goal, start]
    const next: Place[] = []
    for (const place of side.front) {
      for (const neighbour of listNeighbours(slice.view, source, place)) {
        if (side.cameFrom.has(neighbour)) continue
        side.cameFrom.set(neighbour, place)
        next.push(neighbour)
        // Both fronts are whole levels, so the first meeting is on a shortest way.
        if (other.cameFrom.has(neighbour)) meeting ??= neighbour
      }
      if (meeting !== undefined) break
      if (slice.isOver()) yield
    }
    side.front = next
  }
  if (meeting === undefined) return []
  const places = [...trace(start, meeting).toReversed(), ...trace(goal, meeting).slice(1)]
  return places.map((place, index) => toStep(slice.view, place, places[index - 1]))
}

function trace({ cameFrom }: Side, meeting: Place): Place[] {
  const places = [meeting]
  for (let place = meeting; ;) {
    const before = cameFrom.get(place)
    if (before === undefined || before === place) return places
    places.push(before)
    place = before
  }
}

function toStep(view: IndexView, place: Place, before: Place | undefined): FoundStep {
  const known = typeof place === 'number'
  const edge = before === undefined ? undefined : findEdge(view, before, place)
  return {
    key: known ? place : undefined,
    id: known ? view.idOf(place) : (edge?.id ?? place),
    step: edge && { relation: edge.relation, declared: edge.declared, direction: edge.direction },
  }
}

function findEdge(
  view: IndexView,
  from: Place,
  to: Place,
): (Pick<Relative, 'id' | 'relation' | 'declared'> & { direction: 'to-parent' | 'to-child' }) | undefined {
  if (typeof from === 'number') {
    const up = view.parentsOf(from).find((parent) => placeOf(parent) === to)
    if (up) return { ...up, direction: 'to-parent' }
  }
  const down = typeof to === 'number' ? view.parentsOf(to).find((parent) => placeOf(parent) === from) : undefined
  return down && { ...down, direction: 'to-child' }
}
