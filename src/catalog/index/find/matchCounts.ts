import { findChainByHash, valueOf } from '../attributes/createDictionary.ts'
import { copyBits, type DocSet, forEachKey, fromBits, has, toBits } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import { takeBits } from '../lendBits.ts'
import type { LiveSegment } from '../segments/createSegments.ts'
import { countList, findList } from '../segments/postings.ts'
import { createWalk, type Walk } from './createWalk.ts'
import { TopValues } from './topValues.ts'

/**
 * When fewer than this part of all models match, reading the attributes of each takes less time than joining sets of all
 * models.
 */
const fewMatches = 1 / 12
/** Joining more postings than this for each match takes longer than walking through the matches. */
const mostCost = 6
/** Segments of fewer models are always read model by model. */
const fewModels = 20_000

/** How many of a set's models have an attribute, for who wants the most frequent of a kind. */
export interface KindCounts {
  /** What counting took so far: postings that were joined, a measure of time. */
  readonly cost: number
  readonly matches: number
  /** Whether the counts of all attributes of a kind are there; if not, each is to be asked for. */
  isWalked(kind: number): boolean
  /** What finding the most frequent attributes of a kind by asking for each may cost; after that, `complete`. */
  mostCost(kind: number): number
  countOf(attribute: number): number
  /** The most frequent attributes of a kind, when that is walked. */
  topWalked(kind: number, limit: number): TopValues
  /** Walks through all matches, at least for this kind. */
  complete(kind: number): void
  /** Nothing is to be asked any more. Only one of these counts at a time. */
  end(): void
}

/** A segment and the matches that live in it, as bits over its range of keys. */
interface DensePart {
  live: LiveSegment
  bits: Uint32Array
}

/**
 * Counts how many of a set's models have an attribute: of few models by reading each one's attributes, of many by
 * joining the attribute's postings with the set, one segment after the other.
 */
export class MatchCounts implements KindCounts {
  cost = 0
  readonly #data: IndexData
  readonly #walk: Walk
  /** By group: how often it is one too many, because a model has it by several attributes. */
  readonly #repeats: Map<number, number>
  readonly #matches: number
  #dense: DensePart[] = []
  #tops: TopValues[] | undefined
  /** The matches that were not walked through. */
  #left: DocSet | undefined

  constructor(data: IndexData, matches: DocSet) {
    this.#data = data
    this.#matches = matches.count
    this.#walk = createWalk(data)
    this.#repeats = countRepeats(data.derived.repeats, matches)
    if (matches.count < fewMatches * data.columns.existing.count) {
      this.#walk.read(matches)
      return
    }
    const bits = toBits(matches, (data.columns.capacity + 31) >>> 5)
    const rest = copyBits(bits)
    for (const live of data.segments.live) {
      if (live.segment.keys.length < fewModels) continue
      const own = cutOut(bits, live)
      remove(own, live.segment.postings.firstWord, rest)
      this.#dense.push({ live, bits: own })
    }
    this.#walk.read(fromBits(rest))
    for (let word = 0; word < rest.length; word++) bits[word]! &= ~rest[word]!
    this.#left = fromBits(bits)
  }

  get matches(): number {
    return this.#matches
  }

  /** Whether all matches were walked through, and every kind with them. */
  isWalked(): boolean {
    return this.#left === undefined
  }

  mostCost(): number {
    return mostCost * this.#matches
  }

  countOf(attribute: number): number {
    let count = this.#walk.counts[attribute]!
    for (const { live, bits } of this.#dense) {
      const { postings } = live.segment
      const list = findList(postings, attribute)
      if (list < 0) continue
      count += countList(postings, list, bits)
      this.cost += Math.min(postings.counts[list]!, postings.words)
    }
    return count
  }

  /** How many models have any attribute of a group; see Dictionary.groups. */
  countOfGroup(group: number): number {
    const { dictionary } = this.#data
    const chain = findChainByHash(dictionary, dictionary.hashes[group]!, () => valueOf(dictionary, group))
    let count = -(this.#repeats.get(group) ?? 0)
    for (let attribute = chain; attribute !== 0; attribute = dictionary.next[attribute]!) {
      if (dictionary.groups[attribute] === group) count += this.countOf(attribute)
    }
    return count
  }

  topWalked(kind: number, limit: number): TopValues {
    this.#tops ??= this.#walk.topsOf(limit)
    return this.#tops[kind]!
  }

  /** The most frequent groups of bases. */
  topWalkedGroups(limit: number): TopValues {
    const { dictionary } = this.#data
    const counts = new Map<number, number>()
    for (const attribute of this.#walk.met()) {
      const group = dictionary.groups[attribute]!
      if (group !== 0) counts.set(group, (counts.get(group) ?? 0) + this.#walk.counts[attribute]!)
    }
    const top = new TopValues(dictionary, limit)
    for (const [group, count] of counts) top.offer(group, count - (this.#repeats.get(group) ?? 0))
    return top
  }

  complete(): void {
    if (this.#left) this.#walk.read(this.#left)
    this.#left = undefined
    this.#dense = []
  }

  end(): void {
    this.#walk.end()
  }
}

function countRepeats(repeats: ReadonlyMap<number, readonly number[]>, matches: DocSet): Map<number, number> {
  const counts = new Map<number, number>()
  const add = (groups: readonly number[]) => {
    for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  if (matches.count < repeats.size) forEachKey(matches, (key) => add(repeats.get(key) ?? []))
  else for (const [key, groups] of repeats) if (has(matches, key)) add(groups)
  return counts
}

/** The matches that live in a segment. */
function cutOut(matches: Uint32Array, { segment, dead }: LiveSegment): Uint32Array {
  const { firstWord, words } = segment.postings
  const own = takeBits(words, true)
  for (let word = 0; word < words; word++) own[word] = matches[firstWord + word]! & ~dead[word]!
  return own
}

function remove(own: Uint32Array, firstWord: number, from: Uint32Array): void {
  for (let word = 0; word < own.length; word++) from[firstWord + word]! &= ~own[word]!
}
