import { appendKey, type Dictionary, fillTable, noKind } from '../attributes/createDictionary.ts'
import { growArray, growBuffer } from '../growArray.ts'
import type { StatePart } from '../indexState.ts'
import { readSection, type Sections } from './readSection.ts'

const blockKeys = 1 << 16
/** Bytes of values in a part. */
const blockBytes = 1 << 20
const wordArrays = ['offsets', 'hashes', 'next', 'groups'] as const

/** Parts for blocks of attributes, and for blocks of their values: as much of them as there is now. */
export function listDictionaryParts(dictionary: Dictionary): StatePart[] {
  const { capacity, valuesEnd } = dictionary
  const attributes = dictionary.stamps.map((stamp, block): StatePart => ({
    name: `attributes/${block}`,
    stamp: `${stamp}`,
    read() {
      const [start, end] = [block * blockKeys, Math.min((block + 1) * blockKeys, capacity)]
      const sections: Sections = { kinds: dictionary.kinds.subarray(start, end) }
      for (const name of wordArrays) sections[name] = dictionary[name].subarray(start, end)
      return { meta: { part: 'attributes', block }, sections }
    },
  }))
  const values: StatePart[] = []
  for (let block = 0; block * blockBytes < valuesEnd; block++) {
    const [start, end] = [block * blockBytes, Math.min((block + 1) * blockBytes, valuesEnd)]
    const read = () => ({ meta: { part: 'values', block }, sections: { values: dictionary.values.slice(start, end) } })
    values.push({ name: `values/${block}`, stamp: `${end}`, read })
  }
  return [...attributes, ...values]
}

export function readValuesPart(dictionary: Dictionary, block: number, sections: Sections): void {
  const values = readSection(sections, 'values', [Uint8Array])
  const start = block * blockBytes
  dictionary.values = growBuffer(dictionary.values, start + values.length)
  dictionary.values.set(values, start)
  dictionary.valuesEnd = Math.max(dictionary.valuesEnd, start + values.length)
}

export function readAttributesPart(dictionary: Dictionary, block: number, sections: Sections): void {
  const kinds = readSection(sections, 'kinds', [Uint8Array])
  const start = block * blockKeys
  const capacity = Math.max(dictionary.capacity, start + kinds.length)
  dictionary.kinds = growArray(dictionary.kinds, capacity)
  dictionary.kinds.fill(noKind, dictionary.capacity, start)
  dictionary.kinds.set(kinds, start)
  for (const name of wordArrays) {
    dictionary[name] = growArray(dictionary[name], capacity)
    dictionary[name].set(readSection(sections, name, [Uint32Array]), start)
  }
  dictionary.capacity = capacity
}

/** Makes what follows from the parts, when all are read. */
export function completeDictionary(dictionary: Dictionary): void {
  const { kinds, offsets, next, groups, byKind, bases, stamps, capacity } = dictionary
  const isNext = new Uint8Array(capacity)
  let chains = 0
  for (let key = 1; key < capacity; key++) {
    // An attribute that came while the parts were written may lack its value; it comes again with the changes.
    if (kinds[key] !== noKind && offsets[key]! >= dictionary.valuesEnd) kinds[key] = noKind
    if (kinds[key] === noKind) continue
    stamps[key >>> 16] = (stamps[key >>> 16] ?? 0) + 1
    appendKey(byKind[kinds[key]!]!, key)
    if (groups[key] === key) appendKey(bases, key)
    chains++
    if (next[key] === 0) continue
    isNext[next[key]!] = 1
    chains--
  }
  fillTable(dictionary, chains, (key) => kinds[key] !== noKind && isNext[key] === 0)
}
