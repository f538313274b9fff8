/*
 * Whole numbers below 2³² as LEB128: seven bits a byte, the lowest first, the highest bit of each byte but the last set.
 */

/** @returns where it ends; at most five bytes are written */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let end = at
  let rest = value
  while (rest >= 0x80) {
    bytes[end++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[end++] = rest
  return end
}

/** The number that begins at `at`; it takes {@link varintSize} bytes. */
export function readVarint(bytes: Uint8Array, at: number): number {
  let byte = bytes[at]!
  let value = byte & 0x7f
  for (let shift = 7, next = at + 1; byte >= 0x80; shift += 7) {
    byte = bytes[next++]!
    value |= (byte & 0x7f) << shift
  }
  return value >>> 0
}

export function varintSize(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  if (value < 0x20_0000) return 3
  return value < 0x1000_0000 ? 4 : 5
}
