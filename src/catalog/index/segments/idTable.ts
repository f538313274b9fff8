import { slotOf } from '../hashText.ts'

/*
 * Models of a segment by source and id in any letter case: an open table of 32-bit entries, 12 bits of the hash and 20
 * bits of the model's number. So nearly every entry that is not the right one is told apart without reading its id.
 */
const free = 0xffff_ffff
const numberBits = 20

/** @param idHash `hashText` of the id */
export function hashKey(sourceCode: number, idHash: number): number {
  return (idHash ^ Math.imul(sourceCode + 1, 0x9e3779b1)) >>> 0
}

export function createIdTable(count: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(count + (count >>> 1) + 1).fill(free)
}

/** @param hash of {@link hashKey} */
export function addId(table: Uint32Array, hash: number, number: number): void {
  let slot = slotOf(hash, table.length)
  while (table[slot] !== free) slot = slot + 1 === table.length ? 0 : slot + 1
  table[slot] = entry(hash, number)
}

/** The number of the first model with this hash of which `isIt` says so; -1 when there is none. */
export function findId(table: Uint32Array, hash: number, isIt: (number: number) => boolean): number {
  const mark = entry(hash, 0)
  for (let slot = slotOf(hash, table.length); ; slot = slot + 1 === table.length ? 0 : slot + 1) {
    const found = table[slot]!
    if (found === free) return -1
    const number = found & ((1 << numberBits) - 1)
    if ((found & ~((1 << numberBits) - 1)) >>> 0 === mark && isIt(number)) return number
  }
}

function entry(hash: number, number: number): number {
  return ((hash << numberBits) | number) >>> 0
}
