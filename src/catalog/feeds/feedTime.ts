import type { UtcMilliseconds } from '../../foundation/time.ts'

/** 9999-12-31T23:59:59.999Z: RFC 3339 has years of four digits, and sources tell times that nobody meant. */
const latest = 253_402_300_799_999

/** A time as feeds write it (RFC 3339). */
export function feedTime(time: UtcMilliseconds): string {
  return new Date(Math.min(Math.max(Math.trunc(time), 0), latest)).toISOString()
}
