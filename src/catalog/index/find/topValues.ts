import { type Dictionary, valueRange } from '../attributes/createDictionary.ts'

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
    if (count !== other.count) return count > other.count
    const { values } = this.#dictionary
    const [a, b] = [valueRange(this.#dictionary, attribute), valueRange(this.#dictionary, other.attribute)]
    return values.compare(values, b.start, b.end, a.start, a.end) < 0
  }
}
