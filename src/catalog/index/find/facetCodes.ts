import { takeFirst } from '../../takeFirst.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { type AttributeKind, attributeKinds } from '../indexedModel.ts'
import type { LiveSegment } from '../segments/createSegments.ts'
import { readList } from '../segments/postings.ts'
import type { Segment } from '../segments/segment.ts'

/**
 * Of each model of a segment the attributes that facets count: the most frequent ones as bits, other frequent ones as
 * codes of 16 bits. Read ten times as fast as the list of all its attributes. Made of the segment (see buildFacetCodes),
 * and kept with it in a checkpoint.
 */
export interface FacetCodes {
  readonly masked: Uint32Array<ArrayBuffer>
  /** By code; ascending. */
  readonly attributes: Uint32Array<ArrayBuffer>
  /**
   * One model after the other: which of `masked` it has, the lower 16 bits first, then its codes. Together, since models
   * stand all over the memory, and the processor waits for each place that it looks at.
   */
  readonly codes: Uint16Array<ArrayBuffer>
  /** By block of models: where its part of `codes` begins. */
  readonly starts: Uint32Array<ArrayBuffer>
  /** By model: where its part of `codes` ends, counted from the beginning of its block. */
  readonly ends: Uint16Array<ArrayBuffer>
  /** Bits of the attributes that are masked or have a code. */
  readonly covered: Uint32Array<ArrayBuffer>
  /** By code of the kind: attributes of fewer models are left out; 1 where none is. */
  readonly fewest: Uint32Array<ArrayBuffer>
}

/** To be raised when other attributes are chosen, or they are laid out otherwise: codes of another version are not read. */
export const facetCodesVersion = 2

/** Numbers of 16 bits that a model's mask takes. */
export const maskSize = 2

/** Models in a block: so few that what they have is counted in 16 bits. */
export const codeBlockBits = 6
export const codeBlockMask = (1 << codeBlockBits) - 1

/** What facets count of a model, but for its bases. */
const codedKinds = [
  'author',
  'task',
  'library',
  'license',
  'language',
  'format',
  'tag',
  'dataset',
] as const satisfies AttributeKind[]
const isCoded = Uint8Array.from(attributeKinds, (kind) => (codedKinds.some((coded) => coded === kind) ? 1 : 0))
/** Segments of fewer models are read without codes. */
const fewestCoded = 20_000
/** Codes are worth counting when this part of all models has them. */
const leastCoded = 0.9
const maskBits = 32
const mostCodes = 1 << 16
/** What fewer models have is seldom among the most frequent of anything; and few codes are counted faster. */
const fewestModels = 16
/** All attributes of a kind get codes when a segment has no more of them. */
const fewAttributes = 4096
/** No matter how many models more than this have an attribute. */
const mostCounted = 4096
/** Keys and lists that are read before others get their turn; a list costs as much as some keys. */
const stride = 400_000
const listCost = 4

/** Whether any segment that should have codes lacks them. */
export function needsFacetCodes(data: IndexData): boolean {
  return data.segments.live.some((live) => lacksCodes(data, live))
}

/** Whether nearly all models are in segments that have codes. */
export function hasFacetCodes(data: IndexData): boolean {
  let models = 0
  for (const { segment, living } of data.segments.live) if (data.facetCodes.get(segment)) models += living
  return models >= leastCoded * data.columns.existing.count
}

/** Makes what is missing, in steps of a few milliseconds. */
export function* buildFacetCodes(data: IndexData): Generator<void, void> {
  for (const live of data.segments.live) {
    if (!lacksCodes(data, live)) continue
    data.facetCodes.set(live.segment, yield* buildCodes(live.segment, data.dictionary.kinds))
    yield
  }
}

function lacksCodes(data: IndexData, { segment }: LiveSegment): boolean {
  return segment.keys.length >= fewestCoded && !data.facetCodes.has(segment)
}

/** @returns undefined for a segment whose models have too many attributes */
function* buildCodes(segment: Segment, kinds: Uint8Array): Generator<void, FacetCodes | undefined> {
  const { masked, coded, fewest } = chooseLists(segment, kinds)
  if (coded.length > mostCodes) return undefined
  yield
  const { keys, postings } = segment
  const firstKey = keys[0]!
  // Mostly keys follow one on the other, and the number of a model is its distance from the first.
  const numbers = keys[keys.length - 1]! - firstKey + 1 === keys.length ? undefined : listNumbers(keys)
  // The loops below are alike; written out, they take half the time that a function for each key takes.
  let found = new Uint32Array(1024)
  let work = 0
  const isLong = (end: number) => {
    work += end + listCost
    if (work < stride) return false
    work = 0
    return true
  }
  const masks = new Uint32Array(keys.length)
  for (let bit = 0; bit < masked.length; bit++) {
    found = growArray(found, postings.counts[masked[bit]!]!)
    const end = readList(postings, masked[bit]!, found, 0)
    for (let index = 0; index < end; index++) {
      const place = found[index]! - firstKey
      masks[numbers === undefined ? place : numbers[place]!]! |= 1 << bit
    }
    if (isLong(end)) yield
  }
  // First how many codes each model has, which then becomes where its own go on.
  const places = new Uint32Array(keys.length).fill(maskSize)
  for (let code = 0; code < coded.length; code++) {
    found = growArray(found, postings.counts[coded[code]!]!)
    const end = readList(postings, coded[code]!, found, 0)
    for (let index = 0; index < end; index++) {
      const place = found[index]! - firstKey
      places[numbers === undefined ? place : numbers[place]!]!++
    }
    if (isLong(end)) yield
  }
  const starts = new Uint32Array((keys.length + codeBlockMask) >>> codeBlockBits)
  const ends = new Uint16Array(keys.length)
  let size = 0
  for (let number = 0; number < keys.length; number++) {
    if ((number & codeBlockMask) === 0) starts[number >>> codeBlockBits] = size
    const own = places[number]!
    places[number] = size
    size += own
    const end = size - starts[number >>> codeBlockBits]!
    if (end > 0xffff) return undefined
    ends[number] = end
  }
  yield
  const codes = new Uint16Array(size)
  for (let number = 0; number < keys.length; number++) {
    codes[places[number]!] = masks[number]!
    codes[places[number]! + 1] = masks[number]! >>> 16
    places[number]! += maskSize
  }
  yield
  for (let code = 0; code < coded.length; code++) {
    const end = readList(postings, coded[code]!, found, 0)
    for (let index = 0; index < end; index++) {
      const place = found[index]! - firstKey
      codes[places[numbers === undefined ? place : numbers[place]!]!++] = code
    }
    if (isLong(end)) yield
  }
  const attributeOf = (list: number) => postings.attributes[list]!
  const covered = new Uint32Array((postings.attributes[postings.attributes.length - 1]! >>> 5) + 1)
  for (const list of [...masked, ...coded]) covered[attributeOf(list) >>> 5]! |= 1 << attributeOf(list)
  return {
    masked: masked.map(attributeOf),
    attributes: coded.map(attributeOf),
    codes,
    starts,
    ends,
    covered,
    fewest,
  }
}

/** Of kinds with few attributes all lists, of the others those of the most frequent ones, as many as there are codes. */
function chooseLists(
  { postings: { attributes, counts } }: Segment,
  kinds: Uint8Array,
): Record<'masked' | 'coded' | 'fewest', Uint32Array<ArrayBuffer>> {
  const byKind = new Uint32Array(attributeKinds.length)
  for (let list = 0; list < attributes.length; list++) byKind[kinds[attributes[list]!]!]!++
  const byCount = new Uint32Array(mostCounted + 1)
  let chosen = 0
  for (let list = 0; list < attributes.length; list++) {
    const kind = kinds[attributes[list]!]!
    if (isCoded[kind] !== 1) continue
    if (byKind[kind]! <= fewAttributes) chosen++
    else byCount[Math.min(counts[list]!, mostCounted)]!++
  }
  let least = mostCounted
  chosen += byCount[least]!
  while (least > fewestModels && chosen + byCount[least - 1]! <= mostCodes) chosen += byCount[--least]!
  const fewest = byKind.map((count, kind) => (isCoded[kind] === 1 && count <= fewAttributes ? 1 : least))
  const lists: number[] = []
  for (let list = 0; list < attributes.length; list++) {
    const kind = kinds[attributes[list]!]!
    if (isCoded[kind] === 1 && counts[list]! >= fewest[kind]!) lists.push(list)
  }
  const masked = Uint32Array.from(takeFirst(lists, maskBits, (a, b) => counts[b]! - counts[a]! || a - b))
  const isMasked = new Set(masked)
  return { masked, coded: Uint32Array.from(lists.filter((list) => !isMasked.has(list))), fewest }
}

/** By distance from the first key: the number of the model. */
function listNumbers(keys: Uint32Array): Uint32Array {
  const numbers = new Uint32Array(keys[keys.length - 1]! - keys[0]! + 1)
  for (let number = 0; number < keys.length; number++) numbers[keys[number]! - keys[0]!] = number
  return numbers
}
