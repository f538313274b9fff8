/**
 * The few keys with the highest values of many, ties by the higher key: a heap whose root is the worst that is kept.
 */
export class TopKeys {
  readonly limit: number
  readonly #values: number[] = []
  readonly #keys: number[] = []

  constructor(limit: number) {
    this.limit = limit
  }

  get isFull(): boolean {
    return this.#keys.length === this.limit
  }

  get count(): number {
    return this.#keys.length
  }

  /** When full: no value below this is kept. */
  get worst(): number {
    return this.isFull && this.limit > 0 ? this.#values[0]! : Number.NEGATIVE_INFINITY
  }

  offer(value: number, key: number): void {
    if (!this.isFull) {
      this.#values.push(value)
      this.#keys.push(key)
      this.#rise(this.#keys.length - 1)
    } else if (this.limit > 0 && isBefore(value, key, this.#values[0]!, this.#keys[0]!)) {
      this.#values[0] = value
      this.#keys[0] = key
      this.#sink()
    }
  }

  /** What is kept, the best first. */
  list(): { value: number; key: number }[] {
    return this.#keys
      .map((key, index) => ({ value: this.#values[index]!, key }))
      .toSorted((a, b) => b.value - a.value || b.key - a.key)
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >>> 1
      if (!this.#isWorse(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      const left = 2 * at + 1
      if (left >= this.#keys.length) return
      const child = left + 1 < this.#keys.length && this.#isWorse(left + 1, left) ? left + 1 : left
      if (!this.#isWorse(child, at)) return
      this.#swap(at, child)
      at = child
    }
  }

  #isWorse(a: number, b: number): boolean {
    return isBefore(this.#values[b]!, this.#keys[b]!, this.#values[a]!, this.#keys[a]!)
  }

  #swap(a: number, b: number): void {
    const [value, key] = [this.#values[a]!, this.#keys[a]!]
    this.#values[a] = this.#values[b]!
    this.#keys[a] = this.#keys[b]!
    this.#values[b] = value
    this.#keys[b] = key
  }
}

/** Whether one comes before the other: the higher value, then the higher key. */
export function isBefore(value: number, key: number, otherValue: number, otherKey: number): boolean {
  return value > otherValue || (value === otherValue && key > otherKey)
}
