import { addToBits, type DocSet, emptySet, fromBits, fromSorted, unite } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { takeBits } from '../lendBits.ts'
import { addLists } from '../segments/addLists.ts'
import type { LiveSegment } from '../segments/createSegments.ts'
import { readList, seekList } from '../segments/postings.ts'
import { sortOnce } from '../words/keyCollector.ts'

/** The living models that have any of these attributes, which are ascending. */
export function modelsWith(data: IndexData, attributes: ArrayLike<number>): DocSet {
  const { total, only } = data.derived
  let keys = new Uint32Array(16)
  let count = 0
  let most = 0
  const others: number[] = []
  for (let index = 0; index < attributes.length; index++) {
    const attribute = attributes[index]!
    const models = total[attribute] ?? 0
    if (models === 0) continue
    // Most attributes are of one model, which is known without looking into every segment.
    if (only[attribute] === 0) {
      others.push(attribute)
      most += models
      continue
    }
    if (count === keys.length) keys = growArray(keys, count + 1)
    keys[count++] = only[attribute]!
  }
  const some = fromSorted(sortOnce(keys.slice(0, count)))
  if (others.length === 0) return some
  const words = (data.columns.capacity + 31) >>> 5
  // Sorting more keys than this takes longer than reading the bits of all.
  if (most <= words >>> 4) return unite([some, listModels(data, others)])
  const bits = takeBits(words)
  addToBits(bits, some)
  markModels(data.segments.live, others, bits)
  return fromBits(bits)
}

/** The models living in these segments that have any of these attributes, which are ascending. */
export function modelsIn(data: IndexData, segments: readonly LiveSegment[], attributes: Uint32Array): DocSet {
  if (segments.length === 0 || attributes.length === 0) return emptySet()
  const bits = takeBits((data.columns.capacity + 31) >>> 5)
  markModels(segments, attributes, bits)
  return fromBits(bits)
}

/** From so many authors on it is faster to look at every model's author. */
const manyAuthors = 30_000

/** As {@link modelsWith}, of authors, of whom a model has one. */
export function modelsBy(data: IndexData, authors: Uint32Array): DocSet {
  if (authors.length < manyAuthors) return modelsWith(data, authors)
  const { derived, columns } = data
  const wanted = markAttributes(data, authors)
  const { author: authorOf } = derived.singles
  const bits = takeBits((columns.capacity + 31) >>> 5)
  for (let key = 1; key < columns.capacity; key++) {
    const author = authorOf[key]!
    bits[key >>> 5]! |= ((wanted[author >>> 5]! >>> author) & 1) << key
  }
  return fromBits(bits)
}

/** Bits of attributes. */
export function markAttributes({ dictionary }: IndexData, attributes: Uint32Array): Uint32Array {
  const marked = takeBits((dictionary.capacity + 31) >>> 5)
  for (let index = 0; index < attributes.length; index++) marked[attributes[index]! >>> 5]! |= 1 << attributes[index]!
  return marked
}

function listModels({ segments }: IndexData, attributes: ArrayLike<number>): DocSet {
  let keys = new Uint32Array(64)
  let count = 0
  for (const live of segments.live) {
    const { postings } = live.segment
    const { firstWord } = postings
    let list = 0
    for (let index = 0; index < attributes.length; index++) {
      list = seekList(postings, attributes[index]!, list)
      if (postings.attributes[list] !== attributes[index]) continue
      const most = count + postings.counts[list]!
      if (most > keys.length) {
        const longer = new Uint32Array(2 * most)
        longer.set(keys)
        keys = longer
      }
      const end = readList(postings, list, keys, count)
      if (live.living === live.segment.keys.length) {
        count = end
        continue
      }
      for (let at = count; at < end; at++) {
        const key = keys[at]!
        if (((live.dead[(key >>> 5) - firstWord]! >>> key) & 1) === 0) keys[count++] = key
      }
    }
  }
  return fromSorted(sortOnce(keys.slice(0, count)))
}

function markModels(segments: readonly LiveSegment[], attributes: ArrayLike<number>, bits: Uint32Array): void {
  for (const { segment, dead, living } of segments) {
    const { postings } = segment
    const isWhole = living === segment.keys.length
    const all = bits.subarray(postings.firstWord, postings.firstWord + postings.words)
    const own = isWhole ? all : takeBits(postings.words)
    addLists(postings, attributes, own)
    if (isWhole) continue
    for (let word = 0; word < own.length; word++) all[word]! |= own[word]! & ~dead[word]!
  }
}
