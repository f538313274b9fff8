import { createRandom } from '../content/seed.ts'

/** Repeatable choices for the sample catalog. */
export interface Choices {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number
  pick<T>(items: readonly [T, ...T[]]): T
  /** `count` different items, in their order. */
  some<T>(items: readonly T[], count: number): T[]
  fraction(): number
}

export function createChoices(seed: number): Choices {
  const fraction = createRandom(seed)
  const integer = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1))
  return {
    fraction,
    integer,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    some(items, count) {
      const left = items.map((item, index) => ({ item, index, order: fraction() }))
      const chosen = left.sort((a, b) => a.order - b.order).slice(0, count)
      return chosen.sort((a, b) => a.index - b.index).map(({ item }) => item)
    },
  }
}

const day = 24 * 60 * 60 * 1000

/** The time `days` after `start`, not later than `latest`, as the services write it. */
export function daysAfter(start: string, days: number, latest = '2026-09-30T12:00:00.000Z'): string {
  return new Date(Math.min(Date.parse(start) + days * day, Date.parse(latest))).toISOString()
}
