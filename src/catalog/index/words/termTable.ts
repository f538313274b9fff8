import { growBytes, growWords } from './growing.ts'

/** Distinct byte strings, numbered in the order they came: a hash table with open addressing, without a string each. */
export class TermTable {
  size = 0
  /** All strings, one after the other. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256)
  /** Where each begins; one more for the end of the last. */
  offsets: Uint32Array<ArrayBuffer> = new Uint32Array(64)
  /** Pairs of hash and number + 1; a number of 0 is a free slot. The count of pairs is a power of two. */
  #slots = new Uint32Array(256)

  /** The number of a string, given as a stretch of bytes and its hash; a new one gets the next number. */
  intern(source: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = (slots.length >>> 1) - 1
    const key = hash >>> 0
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const taken = slots[2 * slot + 1]!
      if (taken === 0) break
      if (slots[2 * slot] === key && this.#isAt(taken - 1, source, start, end)) return taken - 1
    }
    return this.#add(source, start, end, key)
  }

  #isAt(id: number, source: Uint8Array, start: number, end: number): boolean {
    const { bytes, offsets } = this
    let at = offsets[id]!
    if (offsets[id + 1]! - at !== end - start) return false
    for (let index = start; index < end; index++) if (bytes[at++] !== source[index]) return false
    return true
  }

  #add(source: Uint8Array, start: number, end: number, key: number): number {
    const id = this.size++
    // At most two thirds of the slots are taken.
    if (3 * this.size > this.#slots.length) this.#rehash()
    takeSlot(this.#slots, key, id + 1)
    let at = this.offsets[id]!
    this.bytes = growBytes(this.bytes, at + end - start)
    for (let index = start; index < end; index++) this.bytes[at++] = source[index]!
    this.offsets = growWords(this.offsets, id + 2)
    this.offsets[id + 1] = at
    return id
  }

  #rehash(): void {
    const slots = new Uint32Array(2 * this.#slots.length)
    for (let index = 0; index < this.#slots.length; index += 2) {
      if (this.#slots[index + 1] !== 0) takeSlot(slots, this.#slots[index]!, this.#slots[index + 1]!)
    }
    this.#slots = slots
  }
}

function takeSlot(slots: Uint32Array, key: number, value: number): void {
  const mask = (slots.length >>> 1) - 1
  let slot = spread(key) & mask
  while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask
  slots[2 * slot] = key
  slots[2 * slot + 1] = value
}

/** The low bits of an FNV hash depend on the low bits of the bytes only; this mixes the high ones in. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return mixed ^ (mixed >>> 13)
}
