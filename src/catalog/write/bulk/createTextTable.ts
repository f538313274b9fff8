/**
 * Keys of rows by a text and the kind of thing that it names, in seventeen bytes a row: what an index of the table tells,
 * while that is away.
 */
export interface TextTable {
  /** @param kind a small whole number */
  add(kind: number, text: string, key: number): void
  /** Keys of rows that may have this text: mostly none or the one, never without it. */
  find(kind: number, text: string): number[]
}

/** The share of slots that are taken before the table grows. */
const fullness = 0.7
const firstSlots = 4096

export function createTextTable(): TextTable {
  let hashes = new Uint32Array(firstSlots)
  let checks = new Uint32Array(firstSlots)
  /** 0 is free. */
  let keys = new Uint32Array(firstSlots)
  let count = 0

  function put(hash: number, check: number, key: number): void {
    const mask = keys.length - 1
    let slot = hash & mask
    while (keys[slot] !== 0) slot = (slot + 1) & mask
    hashes[slot] = hash
    checks[slot] = check
    keys[slot] = key
  }

  function grow(): void {
    const [oldHashes, oldChecks, oldKeys] = [hashes, checks, keys]
    hashes = new Uint32Array(oldKeys.length * 2)
    checks = new Uint32Array(oldKeys.length * 2)
    keys = new Uint32Array(oldKeys.length * 2)
    for (let slot = 0; slot < oldKeys.length; slot++) {
      if (oldKeys[slot] !== 0) put(oldHashes[slot]!, oldChecks[slot]!, oldKeys[slot]!)
    }
  }

  return {
    add(kind, text, key) {
      if (++count > keys.length * fullness) grow()
      put(hashOf(kind, text, firstSeed), hashOf(kind, text, secondSeed), key)
    },
    find(kind, text) {
      const hash = hashOf(kind, text, firstSeed)
      const check = hashOf(kind, text, secondSeed)
      const mask = keys.length - 1
      const found: number[] = []
      for (let slot = hash & mask; keys[slot] !== 0; slot = (slot + 1) & mask) {
        if (hashes[slot] === hash && checks[slot] === check) found.push(keys[slot]!)
      }
      return found
    },
  }
}

const prime = 0x01000193
const firstSeed = 0x811c9dc5
const secondSeed = 0x2f0b4c47

/** FNV-1a over the UTF-16 units, mixed; unsigned. */
function hashOf(kind: number, text: string, seed: number): number {
  let hash = Math.imul(seed ^ kind, prime)
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), prime)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
