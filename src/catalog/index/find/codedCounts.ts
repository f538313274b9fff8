import { countIntersection, type DocSet, fromSorted, has, subtract } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { attributeKinds, kindCode } from '../indexedModel.ts'
import { isAlive, type LiveSegment } from '../segments/createSegments.ts'
import { findList, readList } from '../segments/postings.ts'
import { countCodes, countMasked } from './countCodes.ts'
import { createWalk, type Walk } from './createWalk.ts'
import { type FacetCodes, hasFacetCodes } from './facetCodes.ts'
import { type KindCounts, MatchCounts } from './matchCounts.ts'
import { matchAll } from './matchFilter.ts'
import { TopValues } from './topValues.ts'

/** Reading all attributes of this many models takes no longer than looking at each code once. */
const fewMatches = 3_000
/** Looking an attribute up takes as long as reading this many postings. */
const lookUpCost = 24
const mostCost = 6

const authorKind = kindCode('author')

/** A segment whose codes were counted. */
interface CountedSegment {
  live: LiveSegment
  codes: FacetCodes
}

/** Whether {@link CodedCounts} is faster for these than {@link MatchCounts}. */
export function canCountCodes(data: IndexData, matches: DocSet): boolean {
  return matches.count > fewMatches && hasFacetCodes(data)
}

/**
 * Counts many matches: frequent attributes by the models' codes, the others, when it comes to them, by their lists, and
 * seldom all by walking. Where most of the listed models match, those that do not are counted, and what is left of all is
 * the answer. Counts every kind but bases.
 */
export class CodedCounts implements KindCounts {
  cost = 0
  readonly matches: number
  readonly #data: IndexData
  readonly #set: DocSet
  /** What is counted: the matches, or all other listed models. */
  readonly #counted: DocSet
  readonly #areOthers: boolean
  readonly #segments: CountedSegment[] = []
  /** Has what was counted by codes, and all of the models that have none. */
  readonly #walk: Walk
  readonly #rest: DocSet
  /** By kind: attributes that may be the most frequent. */
  #best: number[][] | undefined
  /** Once everything was walked through. */
  #whole: MatchCounts | undefined

  constructor(data: IndexData, matches: DocSet) {
    const listed = matchAll(data, false)
    this.#data = data
    this.#set = matches
    this.matches = matches.count
    this.#areOthers = 2 * matches.count > listed.count && countIntersection(matches, listed) === matches.count
    this.#counted = this.#areOthers ? subtract(listed, matches) : matches
    const { bySlot, rest } = countCodes(data, this.#counted)
    this.#rest = fromSorted(rest)
    this.#walk = createWalk(data)
    this.#walk.read(this.#rest)
    for (const live of data.segments.live) {
      const one = bySlot[live.slot]
      if (!one) continue
      this.#walk.addCounts(one.codes.masked, countMasked(one))
      this.#walk.addCounts(one.codes.attributes, one.counts)
      this.#segments.push({ live, codes: one.codes })
    }
  }

  isWalked(): boolean {
    return this.#whole !== undefined || !this.#areOthers
  }

  mostCost(): number {
    return mostCost * this.matches
  }

  countOf(attribute: number): number {
    const count = this.#countOf(attribute)
    return this.#areOthers ? this.#data.derived.listed[attribute]! - count : count
  }

  topWalked(kind: number, limit: number): TopValues {
    if (this.#whole) return this.#whole.topWalked(kind, limit)
    const top = this.#topSeen(kind, limit)
    // One that was not seen could be among these.
    if (top.least > this.#mostUnseen(kind)) return top
    if (kind === authorKind) return this.#countAuthors(limit)
    this.complete()
    return this.topWalked(kind, limit)
  }

  complete(): void {
    if (this.#whole) return
    this.#walk.end()
    this.#whole = new MatchCounts(this.#data, this.#set)
    this.#whole.complete()
  }

  end(): void {
    if (this.#whole) this.#whole.end()
    else this.#walk.end()
  }

  /** The most frequent of those that codes show. */
  #topSeen(kind: number, limit: number): TopValues {
    const unseen = attributeKinds.map((_, code) => this.#mostUnseen(code))
    this.#best ??= this.#walk.bestOf(limit, unseen)
    const top = new TopValues(this.#data.dictionary, limit)
    for (const attribute of this.#best[kind]!) {
      if (this.#walk.counts[attribute]! + unseen[kind]! >= top.least) top.offer(attribute, this.#countOf(attribute))
    }
    return top
  }

  /** As many models may have an attribute besides those whose codes were counted. */
  #mostUnseen(kind: number): number {
    return this.#segments.reduce((sum, { codes }) => sum + codes.fewest[kind]! - 1, 0)
  }

  #countOf(attribute: number): number {
    this.cost += lookUpCost
    let count = this.#walk.counts[attribute]!
    for (const { live, codes } of this.#segments) {
      const { postings } = live.segment
      if (isSet(codes.covered, attribute)) continue
      const list = findList(postings, attribute)
      if (list >= 0) count += this.#countList(live, list)
    }
    return count
  }

  #countList(live: LiveSegment, list: number): number {
    const data = this.#data
    const { postings } = live.segment
    data.scratch = growArray(data.scratch, postings.counts[list]!)
    const end = readList(postings, list, data.scratch, 0)
    this.cost += end
    let count = 0
    for (let index = 0; index < end; index++) {
      const key = data.scratch[index]!
      if (isAlive(live, key) && has(this.#counted, key)) count++
    }
    return count
  }

  /** Most authors have few models. But a model has one author, who is in a column. */
  #countAuthors(limit: number): TopValues {
    this.#walk.drop(authorKind)
    this.#walk.add(this.#counted, this.#data.derived.singles.author)
    return this.#walk.topsOf(limit)[authorKind]!
  }
}

function isSet(bits: Uint32Array, key: number): boolean {
  return ((bits[key >>> 5]! >>> key) & 1) === 1
}
