import type { Weighted } from './random.ts'

/** Counts how often each text occurs. */
export class Tally {
  private readonly counts = new Map<string, number>()

  constructor(texts: Iterable<string> = []) {
    for (const text of texts) this.add(text)
  }

  static of(texts: Iterable<string>): Weighted {
    return new Tally(texts).entries()
  }

  add(text: string): void {
    this.counts.set(text, (this.counts.get(text) ?? 0) + 1)
  }

  /** The most frequent first; of equal ones in the order of their first occurrence. */
  entries(): Weighted {
    return [...this.counts].toSorted((a, b) => b[1] - a[1])
  }
}
