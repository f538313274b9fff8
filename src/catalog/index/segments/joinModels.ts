import type { IndexData } from '../indexData.ts'
import { addId, createIdTable, hashKey } from './idTable.ts'
import { createEntryWriter, entryEnd } from './packedEntries.ts'
import { hashPackedId, packedSource } from './packName.ts'
import type { Segment } from './segment.ts'

/** Models that are handled before others get their turn. */
const stride = 10_000

/** Joins what segments hold of each model, in the order of keys. At most one of them keeps a key. */
export function* joinModels(
  { derived, dictionary }: IndexData,
  parts: readonly { segment: Segment }[],
  isKept: (part: number, key: number) => boolean,
): Generator<void, Pick<Segment, 'keys' | 'names' | 'attributes' | 'ids'>> {
  const most = parts.reduce((sum, { segment }) => sum + segment.keys.length, 0)
  const keys = new Uint32Array(most)
  const hashes = new Uint32Array(most)
  const names = createEntryWriter(most)
  const attributes = createEntryWriter(most)
  const cursors = parts.map(({ segment }, part) => ({ segment, part, number: 0, nameAt: 0, attributesAt: 0 }))
  let count = 0
  for (let step = 1; ; step++) {
    let least: (typeof cursors)[number] | undefined
    let leastKey = Number.POSITIVE_INFINITY
    for (const cursor of cursors) {
      const key = cursor.segment.keys[cursor.number] ?? Number.POSITIVE_INFINITY
      if (key < leastKey) [least, leastKey] = [cursor, key]
    }
    if (!least) break
    const { segment } = least
    const { names: ownNames, attributes: ownAttributes } = segment
    const { nameAt, attributesAt } = least
    if (isKept(least.part, leastKey)) {
      keys[count] = leastKey
      // Of a model that died since, the author may be another by now; nobody will look that copy up.
      const authorAt = dictionary.offsets[derived.singles.author[leastKey]!]!
      const idHash = hashPackedId(ownNames.bytes, nameAt, dictionary.values, authorAt)
      hashes[count++] = hashKey(packedSource(ownNames.bytes, nameAt), idHash)
      names.copy(ownNames.bytes, nameAt)
      attributes.copy(ownAttributes.bytes, attributesAt)
    }
    least.number++
    least.nameAt = entryEnd(ownNames.bytes, nameAt)
    least.attributesAt = entryEnd(ownAttributes.bytes, attributesAt)
    if (step % stride === 0) yield
  }
  const ids = createIdTable(count)
  for (let number = 0; number < count; number++) {
    addId(ids, hashes[number]!, number)
    if (number % (4 * stride) === 0) yield
  }
  return { keys: keys.slice(0, count), names: names.finishText(), attributes: attributes.finish(), ids }
}
