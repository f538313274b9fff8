/** Byte strings, one after the other; `offsets` has one more for the end of the last. They hold no zero byte. */
export interface Terms {
  readonly bytes: Uint8Array
  readonly offsets: Uint32Array
  readonly size: number
}

/** From this length on a run of equal beginnings is sorted by its next four bytes, natively. */
const longRun = 32
/** Beginnings longer than this are rare; comparing is good enough, and needs no deep recursion. */
const deepest = 64

/** The numbers of distinct terms in the order of their bytes. */
export function sortTerms(terms: Terms): Uint32Array {
  const order = new Uint32Array(terms.size)
  for (let index = 0; index < order.length; index++) order[index] = index
  sortRun(terms, order, 0)
  return order
}

/** Sorts terms whose first `depth` bytes are equal. */
function sortRun(terms: Terms, order: Uint32Array, depth: number): void {
  if (order.length < longRun) sortFew(terms, order, depth)
  else if (depth > deepest) order.set(order.toSorted((a, b) => compare(terms, a, b, depth)))
  else sortByNextBytes(terms, order, depth)
}

function sortByNextBytes(terms: Terms, order: Uint32Array, depth: number): void {
  // The upper half of each number is four bytes of the term, the lower one its number. (All our platforms are
  // little-endian.) Without a function to compare, numbers are sorted natively, ten times as fast.
  const pairs = new BigUint64Array(order.length)
  const halves = new Uint32Array(pairs.buffer)
  for (let index = 0; index < order.length; index++) {
    halves[2 * index] = order[index]!
    halves[2 * index + 1] = fourBytes(terms, order[index]!, depth)
  }
  pairs.sort()
  for (let index = 0; index < order.length; index++) order[index] = halves[2 * index]!
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && halves[2 * end + 1] === halves[2 * start + 1]) end++
    if (end - start > 1) sortRun(terms, order.subarray(start, end), depth + 4)
    start = end
  }
}

function sortFew(terms: Terms, order: Uint32Array, depth: number): void {
  for (let index = 1; index < order.length; index++) {
    const moving = order[index]!
    let at = index
    while (at > 0 && compare(terms, order[at - 1]!, moving, depth) > 0) {
      order[at] = order[at - 1]!
      at--
    }
    order[at] = moving
  }
}

/** Four bytes as a number that sorts as they do; zeros beyond the end. */
function fourBytes({ bytes, offsets }: Terms, term: number, depth: number): number {
  const at = offsets[term]! + depth
  const left = offsets[term + 1]! - at
  if (left <= 0) return 0
  let value = bytes[at]! << 24
  if (left > 1) value |= bytes[at + 1]! << 16
  if (left > 2) value |= bytes[at + 2]! << 8
  if (left > 3) value |= bytes[at + 3]!
  return value >>> 0
}

function compare({ bytes, offsets }: Terms, a: number, b: number, depth: number): number {
  const [endOfA, endOfB] = [offsets[a + 1]!, offsets[b + 1]!]
  let [atA, atB] = [offsets[a]! + depth, offsets[b]! + depth]
  while (atA < endOfA && atB < endOfB) {
    const difference = bytes[atA++]! - bytes[atB++]!
    if (difference !== 0) return difference
  }
  return endOfA - atA - (endOfB - atB)
}
