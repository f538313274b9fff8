import { addToBits, type DocSet, fromBits, fromSorted, unite } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { addList, type Postings, readList, seekList } from '../segments/postings.ts'
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
  const bits = new Uint32Array(words)
  addToBits(bits, some)
  markModels(data, others, bits)
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
  const bits = new Uint32Array((columns.capacity + 31) >>> 5)
  for (let key = 1; key < columns.capacity; key++) {
    const author = authorOf[key]!
    bits[key >>> 5]! |= ((wanted[author >>> 5]! >>> author) & 1) << key
  }
  return fromBits(bits)
}

/** Bits of attributes. */
export function markAttributes({ dictionary }: IndexData, attributes: Uint32Array): Uint32Array {
  const marked = new Uint32Array((dictionary.capacity + 31) >>> 5)
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

function markModels({ segments }: IndexData, attributes: ArrayLike<number>, bits: Uint32Array): void {
  for (const { segment, dead, living } of segments.live) {
    const { postings } = segment
    const isWhole = living === segment.keys.length
    const all = bits.subarray(postings.firstWord, postings.firstWord + postings.words)
    const own = isWhole ? all : new Uint32Array(postings.words)
    if (attributes.length > postings.attributes.length >>> 5) addMany(postings, attributes, own)
    else addFew(postings, attributes, own)
    if (isWhole) continue
    for (let word = 0; word < own.length; word++) all[word]! |= own[word]! & ~dead[word]!
  }
}

function addFew(postings: Postings, attributes: ArrayLike<number>, into: Uint32Array): void {
  let list = 0
  for (let index = 0; index < attributes.length; index++) {
    list = seekList(postings, attributes[index]!, list)
    if (postings.attributes[list] === attributes[index]) addList(postings, list, into)
  }
}

/** Goes through all lists: with many attributes that is faster than looking each of them up. */
function addMany(postings: Postings, attributes: ArrayLike<number>, into: Uint32Array): void {
  const { attributes: all, counts, offsets, bytes, words } = postings
  let index = 0
  let attribute = attributes[0]!
  for (let list = 0; list < all.length; list++) {
    if (all[list]! < attribute) continue
    while (attribute < all[list]!) {
      if (++index === attributes.length) return
      attribute = attributes[index]!
    }
    if (attribute !== all[list]) continue
    const count = counts[list]!
    if (count > words) {
      addList(postings, list, into)
      continue
    }
    // As in addList; most of many lists have one or two models, for which the call would take longer.
    let next = offsets[list]!
    let key = 0
    for (let left = count; left > 0; left--) {
      let byte = bytes[next++]!
      let gap = byte & 0x7f
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[next++]!
        gap |= (byte & 0x7f) << shift
      }
      key += gap
      into[key >>> 5]! |= 1 << key
    }
  }
}
