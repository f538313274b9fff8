/*
 * One search makes some twenty sets of all models, a third of a megabyte each at three million models, and nearly none is
 * needed when it is answered. Memory that is new each time costs as much as the work in it: the system fills every page
 * with zeros when it is first touched, and the garbage collector runs once a search. So what one search used, the next
 * one gets.
 *
 * Searches are synchronous, one at a time in a thread; so is what is remembered here.
 */

/** Shorter arrays are as cheap from the garbage collector. */
const fewestWords = 1 << 13
/** Lengths are rounded up to a multiple of this, so that few differ. */
const roundedTo = 1 << 13
/** Bytes that wait for the next search. */
const mostWaiting = 12 * 1024 * 1024

const waiting = new Map<number, Uint32Array<ArrayBuffer>[]>()
let waitingBytes = 0
/** What the work at hand has taken, by buffer; undefined while there is none. */
let lent: Map<ArrayBufferLike, Uint32Array<ArrayBuffer>> | undefined

/** Does work whose result holds no array of `takeBits`; what it has taken and not kept is used again. */
export function lending<T>(work: () => T): T {
  if (lent) return work()
  lent = new Map()
  try {
    const result = work()
    for (const array of lent.values()) putBack(array)
    return result
  } finally {
    lent = undefined
  }
}

/**
 * An array of so many words, all zero.
 * @param isOverwritten whether every word is written before it is read, so that they need not be zero
 */
export function takeBits(words: number, isOverwritten = false): Uint32Array<ArrayBuffer> {
  if (!lent || words < fewestWords) return new Uint32Array(words)
  const length = Math.ceil(words / roundedTo) * roundedTo
  const used = waiting.get(length)?.pop()
  const array = used ?? new Uint32Array(length)
  if (used) waitingBytes -= used.byteLength
  lent.set(array.buffer, array)
  const bits = array.subarray(0, words)
  return used && !isOverwritten ? bits.fill(0) : bits
}

/** Notes that this array outlasts the work at hand. */
export function keepBits(array: ArrayBufferView): void {
  lent?.delete(array.buffer)
}

function putBack(array: Uint32Array<ArrayBuffer>): void {
  if (waitingBytes + array.byteLength > mostWaiting) return
  const alike = waiting.get(array.length)
  if (alike) alike.push(array)
  else waiting.set(array.length, [array])
  waitingBytes += array.byteLength
}
