/*
 * Ascending keys as LEB128 varints of their differences (https://en.wikipedia.org/wiki/LEB128): mostly one or two bytes
 * a key. Keys are whole numbers from 0 to 2^53 - 1, each once.
 */

/** Room for the keys of most models: V8 keeps what is short beside its objects, and allocates what is longer. */
const room = new Uint8Array(1024)

/** @param keys ascending, each once */
export function packKeys(keys: readonly number[] | Uint32Array): Uint8Array<ArrayBuffer> {
  const most = keys.length * 8
  const bytes = most > room.length ? new Uint8Array(most) : room
  let at = 0
  let before = 0
  for (const key of keys) {
    let difference = key - before
    before = key
    while (difference >= 0x80) {
      // A shift would cut what is beyond 32 bits.
      bytes[at++] = (difference % 0x80) | 0x80
      difference = Math.floor(difference / 0x80)
    }
    bytes[at++] = difference
  }
  return bytes.slice(0, at)
}

/** @throws RangeError when the bytes end inside a key, as only damaged ones do */
export function unpackKeys(bytes: Uint8Array): number[] {
  const keys: number[] = []
  let key = 0
  for (let at = 0; at < bytes.length;) {
    let byte = bytes[at++]!
    let difference = byte & 0x7f
    for (let weight = 0x80; byte >= 0x80; weight *= 0x80) {
      if (at === bytes.length) throw new RangeError('The packed keys end inside a key')
      byte = bytes[at++]!
      difference += (byte & 0x7f) * weight
    }
    key += difference
    keys.push(key)
  }
  return keys
}
