/** A count or a size as our database holds it: a whole number from 0 to 2^53 - 1; undefined stays undefined. */
export function readCount(value: number | null | undefined): number | undefined {
  if (value === undefined || value === null || Number.isNaN(value)) return undefined
  return Math.min(Math.max(Math.trunc(value), 0), Number.MAX_SAFE_INTEGER)
}
