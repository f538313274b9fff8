import { growArray } from '../growArray.ts'
import type { LiveWords } from '../words/matchToken.ts'
import type { WordIndex } from '../words/wordIndex.ts'
import type { Segment } from './segment.ts'

export interface LiveSegment {
  readonly segment: Segment
  /** Its number in `place`; free again when the segment is gone. */
  readonly slot: number
  /** Bits of all keys but those that live here; the first word is that of the segment's postings. */
  readonly dead: Uint32Array
  /** How many live here. The other copies are dead, or not adopted yet. */
  living: number
  /** While its models are being adopted; what is not adopted yet must not be taken for dead. */
  arriving: boolean
}

/** The segments that are read, and where each model lives. */
export interface Segments {
  /** By serial, ascending. */
  live: LiveSegment[]
  readonly bySlot: (LiveSegment | undefined)[]
  /** By key: slot << 20 | number in the segment; 0 is nowhere. */
  place: Uint32Array
  nextSerial: number
}

export const numberBits = 20
export const numberMask = (1 << numberBits) - 1
const mostSlots = 1 << (32 - numberBits)

export function createSegments(): Segments {
  return { live: [], bySlot: [undefined], place: new Uint32Array(0), nextSerial: 1 }
}

/** Takes up a segment, in which no model is alive yet; see `adoptModel`. */
export function openSegment(segments: Segments, segment: Segment): LiveSegment {
  let slot = 1
  while (segments.bySlot[slot] !== undefined) slot++
  if (slot >= mostSlots) throw new RangeError(`There are ${mostSlots} segments, and none was merged`)
  const live = {
    segment,
    slot,
    dead: new Uint32Array(segment.postings.words).fill(0xffff_ffff),
    living: 0,
    arriving: false,
  }
  segments.bySlot[slot] = live
  segments.live = [...segments.live, live].sort((a, b) => a.segment.serial - b.segment.serial)
  segments.nextSerial = Math.max(segments.nextSerial, segment.serial + 1)
  return live
}

/** The words of each segment, without what is dead. */
export function livingWords({ live }: Segments): LiveWords[] {
  return live.map((one) => livingOf(one, one.segment.words))
}

/** Words of a segment's models, without what is dead. */
export function livingOf({ segment, dead, living }: LiveSegment, index: WordIndex): LiveWords {
  const isWhole = living === segment.keys.length
  return { index, dead: isWhole ? undefined : { bits: dead, firstWord: segment.postings.firstWord } }
}

export function closeSegments(segments: Segments, closed: readonly LiveSegment[]): void {
  for (const { slot } of closed) segments.bySlot[slot] = undefined
  segments.live = segments.live.filter((live) => !closed.includes(live))
}

/** Where a model lives; undefined when the index has none of this key. */
export function findPlace({ place, bySlot }: Segments, key: number): { live: LiveSegment; number: number } | undefined {
  const at = place[key] ?? 0
  return at === 0 ? undefined : { live: bySlot[at >>> numberBits]!, number: at & numberMask }
}

/** Lets a model live in a segment; its copy elsewhere was marked dead. */
export function setPlace(segments: Segments, key: number, live: LiveSegment, number: number): void {
  live.dead[(key >>> 5) - live.segment.postings.firstWord]! &= ~(1 << key)
  live.living++
  segments.place = growArray(segments.place, key + 1)
  segments.place[key] = ((live.slot << numberBits) | number) >>> 0
}

export function markDead(live: LiveSegment, key: number): void {
  live.dead[(key >>> 5) - live.segment.postings.firstWord]! |= 1 << key
  live.living--
}

export function isAlive({ dead, segment }: LiveSegment, key: number): boolean {
  return ((dead[(key >>> 5) - segment.postings.firstWord]! >>> key) & 1) === 0
}
