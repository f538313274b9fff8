import type { IndexData } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import { addLists } from '../segments/addLists.ts'
import type { LiveSegment } from '../segments/createSegments.ts'
import type { Postings } from '../segments/postings.ts'
import type { Segment } from '../segments/segment.ts'
import { bytesOfTerm, findTerm, isTerm } from '../words/findTerms.ts'
import { KeyMerger } from '../words/keyMerger.ts'
import { Pace } from '../words/pace.ts'
import { PostingReader } from '../words/postingReader.ts'
import { PostingWriter } from '../words/postingWriter.ts'
import { countTerms, type WordIndex } from '../words/wordIndex.ts'
import { isUnsearched } from './attributeWords.ts'

/*
 * Words that very many attributes have (`base` is in the ids of 58,000 parents) have a list of their own in each larger
 * segment: which of its models have an attribute with this word. Reading that takes a hundredth of the time of joining the
 * lists of all these attributes. As a word index: `name` is what other attributes than authors have, `more` authors.
 *
 * Made of the segment and the words of attributes, and kept in the checkpoint. Which attributes a segment's models have
 * never changes, nor what words an attribute has, so a list is good as long as its segment is.
 */

/** To be raised when other words are chosen: lists of another version are not read. */
export const frequentWordsVersion = 1

/** What is worth a list. */
export interface FrequentWordLimits {
  /** Words of fewer attributes are found by these. */
  attributes: number
  /** Segments of fewer models have no lists. */
  models: number
}
export const usualLimits: FrequentWordLimits = { attributes: 32, models: 20_000 }

/** Finding a word takes as long as so many postings. */
const lookUpWork = 100

const authorKind = kindCode('author')
const noTrigrams = { codes: new Uint32Array(0), offsets: new Uint32Array(0), lists: new Uint8Array(0) }

/** Whether any segment that should have lists lacks them. */
export function needsFrequentWords(data: IndexData): boolean {
  return data.segments.live.some((live) => lacksLists(data, live)) && hasAllWords(data)
}

/** Makes what is missing, in steps of a few milliseconds. */
export function* buildFrequentWords(data: IndexData): Generator<void, void> {
  const lacking = data.segments.live.filter((live) => lacksLists(data, live))
  // Attributes that come meanwhile belong to later segments.
  if (lacking.length === 0 || !hasAllWords(data)) return
  const chosen = yield* chooseWords(data)
  for (const { segment } of lacking) data.frequentWords.set(segment, yield* buildLists(segment, chosen))
}

function lacksLists({ frequentWords, frequentLimits }: IndexData, { segment }: LiveSegment): boolean {
  return segment.keys.length >= frequentLimits.models && !frequentWords.has(segment)
}

/** While a bulk load goes on, it has words in hand that no piece has yet. */
function hasAllWords({ attributeWords, dictionary }: IndexData): boolean {
  let wanted = 0
  for (const [code, { count }] of dictionary.byKind.entries()) if (!isUnsearched(code)) wanted += count
  return attributeWords.pieces.reduce((sum, { attributes }) => sum + attributes, 0) === wanted
}

/** Words in the order of their bytes, each with its attributes, ascending. */
interface ChosenWords {
  terms: Uint8Array<ArrayBuffer>
  termOffsets: Uint32Array<ArrayBuffer>
  authors: Uint32Array[]
  others: Uint32Array[]
}

function* chooseWords({ attributeWords, dictionary, frequentLimits }: IndexData): Generator<void, ChosenWords> {
  const indexes = attributeWords.pieces.map(({ index }) => index)
  const pace = new Pace()
  const found = new Set<string>()
  for (const index of indexes) {
    const reader = new PostingReader(index)
    for (let term = 0; term < countTerms(index); term++) {
      reader.open(term)
      if (reader.name.count >= frequentLimits.attributes)
        found.add(Buffer.from(bytesOfTerm(index, term)).toString('latin1'))
      if (pace.isOver(1)) yield* pause(pace)
    }
  }
  const words = Array.from(found, (word) => Buffer.from(word, 'latin1')).sort(Buffer.compare)
  const chosen: ChosenWords = {
    terms: Uint8Array.from(Buffer.concat(words)),
    termOffsets: new Uint32Array(words.length + 1),
    authors: [],
    others: [],
  }
  const merger = new KeyMerger(() => true)
  for (const [at, word] of words.entries()) {
    chosen.termOffsets[at + 1] = chosen.termOffsets[at]! + word.length
    merger.clear()
    for (const [which, index] of indexes.entries()) {
      const reader = new PostingReader(index)
      const term = findTerm(index, word)
      if (!isTerm(index, term, word)) continue
      reader.open(term)
      merger.add(reader, reader.name, which)
    }
    const attributes = merger.keys.subarray(0, merger.count)
    chosen.authors.push(attributes.filter((attribute) => dictionary.kinds[attribute] === authorKind))
    chosen.others.push(attributes.filter((attribute) => dictionary.kinds[attribute] !== authorKind))
    if (pace.isOver(attributes.length + lookUpWork)) yield* pause(pace)
  }
  return chosen
}

function* buildLists({ keys, postings }: Segment, chosen: ChosenWords): Generator<void, WordIndex> {
  const { terms, termOffsets, authors, others } = chosen
  const writer = new PostingWriter(postings.firstWord, 4 * postings.words)
  const postingOffsets = new Uint32Array(others.length + 1)
  const name = new Uint32Array(keys.length)
  const more = new Uint32Array(keys.length)
  const bits = new Uint32Array(postings.words)
  const pace = new Pace()
  for (let term = 0; term < others.length; term++) {
    const nameCount = joinLists(postings, others[term]!, bits, name)
    const moreCount = joinLists(postings, authors[term]!, bits, more)
    writer.write(name, nameCount, more, moreCount)
    postingOffsets[term + 1] = writer.length
    if (pace.isOver(others[term]!.length + authors[term]!.length + nameCount + postings.words)) yield* pause(pace)
  }
  return {
    capacity: keys[keys.length - 1]! + 1,
    firstWord: postings.firstWord,
    terms,
    termOffsets,
    postings: writer.bytes.slice(0, writer.length),
    postingOffsets,
    trigrams: noTrigrams,
  }
}

/**
 * Writes the keys that any of these attributes' lists have to the front of `keys`.
 * @param bits zeros over the segment's range of keys, and such again afterwards
 * @returns how many there are
 */
function joinLists(postings: Postings, attributes: Uint32Array, bits: Uint32Array, keys: Uint32Array): number {
  if (attributes.length === 0) return 0
  addLists(postings, attributes, bits)
  let count = 0
  for (let index = 0; index < bits.length; index++) {
    const base = (postings.firstWord + index) << 5
    for (let word = bits[index]!; word !== 0; word &= word - 1) keys[count++] = base | (31 - Math.clz32(word & -word))
  }
  bits.fill(0)
  return count
}

function* pause(pace: Pace): Generator<void, void> {
  yield
  pace.start()
}
