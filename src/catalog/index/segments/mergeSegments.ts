import type { IndexData } from '../indexData.ts'
import { mergeWordIndexes } from '../words/mergeWordIndexes.ts'
import { chooseAlike } from './chooseAlike.ts'
import { closeSegments, type LiveSegment, numberBits, openSegment, setPlace } from './createSegments.ts'
import { joinModels } from './joinModels.ts'
import { mergePostings } from './mergePostings.ts'
import { mostModels, type Segment } from './segment.ts'

/** From this size on segments are good to read, and too long to write again only to have fewer. */
const largest = 400_000
/** A segment of which less than this part lives is worth writing again. */
const leastLiving = 2 / 3

export function needsSegmentMerge(data: IndexData): boolean {
  return chooseSegments(data) !== undefined
}

/**
 * Merges segments until few are left, in steps of a few milliseconds. Between the steps the index may be read and
 * changed; the merged segment takes the place of its parts in the last one.
 */
export function* mergeSegments(data: IndexData): Generator<void, void> {
  for (let chosen = chooseSegments(data); chosen; chosen = chooseSegments(data)) {
    const living = chosen.filter(({ living }) => living > 0)
    // What comes meanwhile is newer than what is merged.
    const serial = data.segments.nextSerial++
    const merged = living.length === 0 ? undefined : yield* joinSegments(data, living, serial)
    replaceSegments(data, chosen, merged)
    yield
  }
}

function chooseSegments({ segments }: IndexData): LiveSegment[] | undefined {
  const whole = segments.live.filter(({ arriving }) => !arriving)
  const wasted = whole.find(({ segment, living }) => living < segment.keys.length * leastLiving)
  const small = whole.filter(({ living }) => living < largest)
  const alike = chooseAlike(small, ({ living }) => living)
  // With as many as fit; the others have their turn later.
  let models = 0
  const fitting = alike?.filter(({ living }) => (models += living) < mostModels)
  return fitting ?? (wasted && [wasted])
}

function* joinSegments(data: IndexData, parts: readonly LiveSegment[], serial: number): Generator<void, Segment> {
  const frozen = parts.map(({ segment, dead }) => ({ segment, dead: dead.slice() }))
  const isKept = (part: number, key: number) => {
    const { segment, dead } = frozen[part]!
    return ((dead[(key >>> 5) - segment.postings.firstWord]! >>> key) & 1) === 0
  }
  const models = yield* joinModels(data, frozen, isKept)
  const postings = yield* mergePostings(frozen, isKept, models.keys)
  const words = yield* mergeWordIndexes(
    frozen.map(({ segment }) => segment.words),
    isKept,
  )
  return { serial, ...models, postings, words }
}

function replaceSegments(data: IndexData, parts: readonly LiveSegment[], merged: Segment | undefined): void {
  const { segments } = data
  if (merged) {
    const live = openSegment(segments, merged)
    const slots = new Set(parts.map(({ slot }) => slot))
    const { keys } = merged
    for (let number = 0; number < keys.length; number++) {
      const key = keys[number]!
      // What changed or went during the merge lives elsewhere, or nowhere.
      if (slots.has(segments.place[key]! >>> numberBits)) setPlace(segments, key, live, number)
    }
  }
  closeSegments(segments, parts)
}
