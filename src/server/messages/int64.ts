/** A count, a size in bytes or a time in milliseconds as int64 carries it; fractions are rounded. */
export function int64(value: number): bigint {
  return BigInt(Math.round(value))
}

/** The same for a field that may be absent. */
export function optionalInt64(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : int64(value)
}
