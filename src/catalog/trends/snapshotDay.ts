import type { UtcMilliseconds } from '../../foundation/time.ts'

export const dayMs = 86_400_000

/** Days since 1970-01-01 UTC. */
export function toDay(time: UtcMilliseconds): number {
  return Math.floor(time / dayMs)
}

/** The start of a day. */
export function fromDay(day: number): UtcMilliseconds {
  return day * dayMs
}

const daysKeptWhole = 90

/** Of what is older than 90 days, one snapshot a week is kept: that of Monday (1970-01-05 was one). */
export function isKept(day: number, today: number): boolean {
  return today - day <= daysKeptWhole || (day - 4) % 7 === 0
}
