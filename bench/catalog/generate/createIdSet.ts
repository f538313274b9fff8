export interface IdSet {
  /** The id, or one made from it that nobody claimed before; letter case does not make a difference. */
  claim(id: string): string
}

/** Remembers ids by a hash of 53 bits, so that millions take megabytes. A clash costs a longer id, nothing else. */
export function createIdSet(expected: number): IdSet {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(1024, expected * 2)))
  const table = new Float64Array(slots)
  const add = (id: string): boolean => {
    const hash = hash53(id.toLowerCase())
    for (let slot = hash % slots; ; slot = (slot + 1) % slots) {
      if (table[slot] === hash) return false
      if (table[slot] !== 0) continue
      table[slot] = hash
      return true
    }
  }
  return {
    claim(id) {
      if (add(id)) return id
      for (let version = 2; ; version++) if (add(`${id}-v${version}`)) return `${id}-v${version}`
    },
  }
}

/** Two multiplicative hashes side by side; never zero. */
function hash53(text: string): number {
  let high = 0x811c9dc5
  let low = 0x1b873593
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code, 0x5bd1e995) ^ (low >>> 13)
  }
  return (high & 0x1fffff) * 4_294_967_296 + (low >>> 0) + 1
}
