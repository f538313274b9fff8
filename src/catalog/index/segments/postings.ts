import { countCommonBits } from '../countBits.ts'

/**
 * For each attribute the models of one segment that have it. A list is a bit set over the segment's range of keys when
 * that is about as short as the list; else the gaps between the keys, as varints, the first counted from the range's
 * beginning.
 */
export interface Postings {
  /** The attributes that any model has, ascending. */
  readonly attributes: Uint32Array<ArrayBuffer>
  /** Models of each. */
  readonly counts: Uint32Array<ArrayBuffer>
  /** Where each list begins: in `bits` when it is dense, else in `bytes`. */
  readonly offsets: Uint32Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly bits: Uint32Array<ArrayBuffer>
  /** The range of keys, in words of 32. */
  readonly firstWord: number
  readonly words: number
}

export function isDense(count: number, words: number): boolean {
  return count > words
}

/** The number of an attribute's list; -1 when no model has it. */
export function findList(postings: Postings, attribute: number): number {
  const list = seekList(postings, attribute, 0)
  return postings.attributes[list] === attribute ? list : -1
}

/** The first list, from `start` on, whose attribute is not below this one: doubling steps, then halving ones. */
export function seekList({ attributes }: Postings, attribute: number, start: number): number {
  let step = 1
  let low = start
  while (low + step <= attributes.length && attributes[low + step - 1]! < attribute) {
    low += step
    step <<= 1
  }
  let high = Math.min(low + step - 1, attributes.length)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (attributes[middle]! < attribute) low = middle + 1
    else high = middle
  }
  return low
}

/** Writes the keys of a list from `keys[at]` on. @returns the end of them */
export function readList(postings: Postings, list: number, keys: Uint32Array, at: number): number {
  const { bytes, words, firstWord } = postings
  const count = postings.counts[list]!
  const offset = postings.offsets[list]!
  let end = at
  if (isDense(count, words)) {
    const { bits } = postings
    for (let index = 0; index < words; index++) {
      const base = (firstWord + index) << 5
      for (let word = bits[offset + index]!; word !== 0; word &= word - 1) {
        keys[end++] = base | (31 - Math.clz32(word & -word))
      }
    }
    return end
  }
  let next = offset
  let key = firstWord << 5
  for (const last = at + count; end < last;) {
    let byte = bytes[next++]!
    let gap = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[next++]!
      gap |= (byte & 0x7f) << shift
    }
    key += gap
    keys[end++] = key
  }
  return end
}

/** Sets the bits of a list's keys in `into`, whose first word is that of the segment's range. */
export function addList(postings: Postings, list: number, into: Uint32Array): void {
  const { bytes, words } = postings
  const count = postings.counts[list]!
  const offset = postings.offsets[list]!
  if (isDense(count, words)) {
    const { bits } = postings
    for (let index = 0; index < words; index++) into[index]! |= bits[offset + index]!
    return
  }
  let next = offset
  let key = 0
  for (let left = count; left > 0; left--) {
    let byte = bytes[next++]!
    let gap = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[next++]!
      gap |= (byte & 0x7f) << shift
    }
    key += gap
    into[key >>> 5]! |= 1 << key
  }
}

/** How many keys of a list are in `set`: bits whose first word is that of the segment's range. */
export function countList(postings: Postings, list: number, set: Uint32Array): number {
  const { bytes, words } = postings
  const left = postings.counts[list]!
  const offset = postings.offsets[list]!
  if (isDense(left, words)) return countCommonBits(postings.bits.subarray(offset, offset + words), set)
  let count = 0
  let next = offset
  let key = 0
  for (let index = 0; index < left; index++) {
    let byte = bytes[next++]!
    let gap = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[next++]!
      gap |= (byte & 0x7f) << shift
    }
    key += gap
    count += (set[key >>> 5]! >>> key) & 1
  }
  return count
}
