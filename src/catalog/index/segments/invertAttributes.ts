import { growArray } from '../growArray.ts'
import { createPostingsWriter } from './createPostingsWriter.ts'
import { readGaps } from './gaps.ts'
import { entryEnd, entryStart, type PackedEntries } from './packedEntries.ts'
import type { Postings } from './postings.ts'

/** Below this many models the attributes are sorted; above it they are counted, which takes an array of all of them. */
const fewModels = 10_000
/** Models or lists that are handled before others get their turn. */
const stride = 20_000

/**
 * Makes of each model's attributes each attribute's models.
 * @param keys of the models, ascending
 * @param attributeCapacity one more than the highest attribute
 */
export function* invertAttributes(
  keys: Uint32Array<ArrayBuffer>,
  entries: PackedEntries,
  attributeCapacity: number,
): Generator<void, Postings> {
  return keys.length < fewModels ? sortPairs(keys, entries) : yield* countPairs(keys, entries, attributeCapacity)
}

function sortPairs(keys: Uint32Array, { bytes }: PackedEntries): Postings {
  // A number has room for both: the attribute above, the model's number below.
  const shift = 1 << 20
  let pairs = new Float64Array(keys.length * 16)
  let attributes = new Uint32Array(64)
  let size = 0
  for (let number = 0, at = 0; number < keys.length; number++) {
    const start = entryStart(bytes, at)
    const end = entryEnd(bytes, at)
    attributes = growArray(attributes, end - start)
    pairs = growArray(pairs, size + end - start)
    const count = readGaps(bytes, start, end, attributes)
    for (let index = 0; index < count; index++) pairs[size++] = attributes[index]! * shift + number
    at = end
  }
  const sorted = pairs.subarray(0, size).sort()
  const writer = createPostingsWriter(keys)
  const list = new Uint32Array(keys.length)
  for (let from = 0; from < size;) {
    const attribute = Math.floor(sorted[from]! / shift)
    let count = 0
    while (from < size && sorted[from]! < (attribute + 1) * shift) {
      list[count++] = keys[sorted[from++]! - attribute * shift]!
    }
    writer.add(attribute, list, 0, count)
  }
  return writer.finish()
}

function* countPairs(keys: Uint32Array, entries: PackedEntries, attributeCapacity: number): Generator<void, Postings> {
  // First how many models each attribute has, which then becomes where its list goes on.
  const places = new Uint32Array(attributeCapacity)
  let total = 0
  yield* eachModel(keys.length, entries, (attributes, count) => {
    for (let index = 0; index < count; index++) places[attributes[index]!]!++
    total += count
  })
  for (let attribute = 0, sum = 0; attribute < attributeCapacity; attribute++) {
    const count = places[attribute]!
    places[attribute] = sum
    sum += count
  }
  yield
  const lists = new Uint32Array(total)
  yield* eachModel(keys.length, entries, (attributes, count, number) => {
    const key = keys[number]!
    for (let index = 0; index < count; index++) lists[places[attributes[index]!]!++] = key
  })
  const writer = createPostingsWriter(keys)
  for (let attribute = 0, start = 0, written = 0; attribute < attributeCapacity; attribute++) {
    const end = places[attribute]!
    if (end === start) continue
    writer.add(attribute, lists, start, end)
    written += end - start + 1
    start = end
    if (written < 4 * stride) continue
    written = 0
    yield
  }
  return writer.finish()
}

function* eachModel(
  models: number,
  { bytes }: PackedEntries,
  visit: (attributes: Uint32Array, count: number, number: number) => void,
): Generator<void, void> {
  let attributes = new Uint32Array(64)
  for (let number = 0, at = 0; number < models; number++) {
    const start = entryStart(bytes, at)
    const end = entryEnd(bytes, at)
    attributes = growArray(attributes, end - start)
    visit(attributes, readGaps(bytes, start, end, attributes), number)
    at = end
    if (number % stride === stride - 1) yield
  }
}
