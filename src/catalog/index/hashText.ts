/*
 * Hashes of texts without regard to letter case, computed alike from strings and from UTF-8, so that neither form has to
 * be made into the other to look something up. FNV-1a over the UTF-16 units of the lower-case text, then mixed.
 */

const prime = 0x01000193
const decoder = new TextDecoder()

export const emptyHash = 0x811c9dc5 | 0

/** Continues a hash with a text. The result is not mixed yet. */
export function addText(hash: number, text: string): number {
  let sum = hash
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) return addUnits(hash, text.toLowerCase())
    sum = Math.imul(sum ^ (unit >= 65 && unit <= 90 ? unit | 32 : unit), prime)
  }
  return sum
}

/** As {@link addText}, of the UTF-8 from `start` to `end`. */
export function addBytes(hash: number, bytes: Uint8Array, start: number, end: number): number {
  let sum = hash
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!
    if (byte >= 0x80) return addUnits(hash, decoder.decode(bytes.subarray(start, end)).toLowerCase())
    sum = Math.imul(sum ^ (byte >= 65 && byte <= 90 ? byte | 32 : byte), prime)
  }
  return sum
}

/** Spreads a finished sum over all 32 bits, unsigned. */
export function mixHash(sum: number): number {
  let hash = sum
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

export function hashText(text: string): number {
  return mixHash(addText(emptyHash, text))
}

/** The place of a hash in a table of `size` slots, whatever the size. */
export function slotOf(hash: number, size: number): number {
  return Math.floor((hash / 0x1_0000_0000) * size)
}

function addUnits(hash: number, text: string): number {
  let sum = hash
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), prime)
  return sum
}
