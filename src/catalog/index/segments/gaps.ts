import { writeVarint } from '../varint.ts'

/*
 * Ascending numbers as the gaps between them, the first counted from zero, each a varint.
 */

/** Writes the first `size` of `numbers` to the front of `into`. @returns where they end */
export function writeGaps(numbers: Uint32Array, size: number, into: Uint8Array): number {
  let end = 0
  let before = 0
  for (let index = 0; index < size; index++) {
    end = writeVarint(into, end, numbers[index]! - before)
    before = numbers[index]!
  }
  return end
}

/** Reads the gaps from `start` to `end` into `numbers`, from `at` on. There are at most `end - start`. @returns their end */
export function readGaps(bytes: Uint8Array, start: number, end: number, numbers: Uint32Array, at = 0): number {
  let size = at
  let number = 0
  for (let next = start; next < end;) {
    let byte = bytes[next++]!
    let gap = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[next++]!
      gap |= (byte & 0x7f) << shift
    }
    number += gap
    numbers[size++] = number
  }
  return size
}
