import type { Dictionary } from '../attributes/createDictionary.ts'
import { entryEnd, entryStart } from '../segments/packedEntries.ts'

/** The few attributes with the highest counts, ties in the order of their values' UTF-8. */
export class TopValues {
  readonly limit: number
  /** The best first. */
  readonly found: { attribute: number; count: number }[] = []
  readonly #dictionary: Dictionary

  constructor(dictionary: Dictionary, limit: number) {
    this.#dictionary = dictionary
    this.limit = limit
    this.least = limit > 0 ? 1 : Number.POSITIVE_INFINITY
  }

  /** Below this nothing is taken any more. */
  least: number

  offer(attribute: number, count: number): void {
    if (count < this.least) return
    let at = this.found.length
    while (at > 0 && this.#isBefore(attribute, count, this.found[at - 1]!)) at--
    if (at >= this.limit) return
    this.found.splice(at, 0, { attribute, count })
    if (this.found.length > this.limit) this.found.pop()
    if (this.found.length === this.limit) this.least = this.found.at(-1)!.count
  }

  #isBefore(attribute: number, count: number, other: { attribute: number; count: number }): boolean {
    return count === other.count ? compareValues(this.#dictionary, attribute, other.attribute) < 0 : count > other.count
  }
}

/** The order of two values' UTF-8. Of many equal counts, nearly all are told apart by the first bytes. */
function compareValues({ values, offsets }: Dictionary, a: number, b: number): number {
  const [aAt, bAt] = [offsets[a]!, offsets[b]!]
  const [aEnd, bEnd] = [entryEnd(values, aAt), entryEnd(values, bAt)]
  let [left, right] = [entryStart(values, aAt), entryStart(values, bAt)]
  for (; left < aEnd && right < bEnd; left++, right++) {
    const difference = values[left]! - values[right]!
    if (difference !== 0) return difference
  }
  return aEnd - left - (bEnd - right)
}

/** How many the last of the few highest counts has; 1 while there are fewer. Without looking at values. */
export class LeastCount {
  readonly #limit: number
  /** The highest first. */
  readonly #counts: number[] = []
  least = 1

  constructor(limit: number) {
    this.#limit = limit
  }

  offer(count: number): void {
    if (count < this.least || this.#limit === 0 || (this.#counts.length === this.#limit && count <= this.least)) return
    let at = this.#counts.length
    while (at > 0 && this.#counts[at - 1]! < count) at--
    this.#counts.splice(at, 0, count)
    if (this.#counts.length > this.#limit) this.#counts.pop()
    if (this.#counts.length === this.#limit) this.least = this.#counts.at(-1)!
  }
}
