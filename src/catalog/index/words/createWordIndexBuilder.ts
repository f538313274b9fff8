import { buildTrigrams } from './buildTrigrams.ts'
import { growWords } from './growing.ts'
import { PostingWriter } from './postingWriter.ts'
import { sortTerms } from './sortTerms.ts'
import { TermTable } from './termTable.ts'
import type { WordIndex } from './wordIndex.ts'
import { writeTokens } from './writeTokens.ts'

export interface WordIndexBuilder {
  /** Adds the words of one model or attribute. Each key once, in any order. */
  add(key: number, name: string, more: string): void
  /** The index of all that was added; the builder is used up. */
  finish(): WordIndex
}

/** Makes word indexes of one text or of millions. */
export function createWordIndexBuilder(): WordIndexBuilder {
  const table = new TermTable()
  const scratch = { bytes: new Uint8Array(256) }
  let keys = new Uint32Array(16)
  /** Where each text's entries end. */
  let ends = new Uint32Array(16)
  let texts = 0
  /** Number of the term << 1, with the lowest bit set when it is not in the name. */
  let entries = new Uint32Array(64)
  let used = 0

  function addWords(text: string, field: 0 | 1): void {
    const length = writeTokens(text, scratch)
    const { bytes } = scratch
    entries = growWords(entries, used + ((length + 1) >>> 1))
    for (let start = 0; start < length; start++) {
      if (bytes[start] === 0) continue
      // FNV-1a
      let hash = 0x811c9dc5
      let end = start
      for (; bytes[end] !== 0; end++) hash = Math.imul(hash ^ bytes[end]!, 0x01000193)
      entries[used++] = (table.intern(bytes, start, end, hash) << 1) | field
      start = end
    }
  }

  return {
    add(key, name, more) {
      keys = growWords(keys, texts + 1)
      ends = growWords(ends, texts + 1)
      addWords(name, 0)
      if (more !== '') addWords(more, 1)
      keys[texts] = key
      ends[texts++] = used
    },

    finish() {
      const order = sortTerms(table)
      const { terms, termOffsets } = joinTerms(table, order)
      const lists = spreadKeys({ keys: keys.subarray(0, texts), ends, entries: entries.subarray(0, used) }, order)
      const { capacity, firstWord } = findRange(keys.subarray(0, texts))
      const { postings, postingOffsets } = writePostings(lists, order, firstWord)
      const trigrams = finishNow(buildTrigrams({ terms, termOffsets }))
      return { capacity, firstWord, terms, termOffsets, postings, postingOffsets, trigrams }
    },
  }
}

function joinTerms(table: TermTable, order: Uint32Array): Pick<WordIndex, 'terms' | 'termOffsets'> {
  const terms = new Uint8Array(table.offsets[table.size]!)
  const termOffsets = new Uint32Array(order.length + 1)
  let at = 0
  for (let rank = 0; rank < order.length; rank++) {
    const end = table.offsets[order[rank]! + 1]!
    for (let from = table.offsets[order[rank]!]!; from < end; from++) terms[at++] = table.bytes[from]!
    termOffsets[rank + 1] = at
  }
  return { terms, termOffsets }
}

function findRange(keys: Uint32Array): Pick<WordIndex, 'capacity' | 'firstWord'> {
  let [least, greatest] = [0xffffffff, 0]
  for (let index = 0; index < keys.length; index++) {
    if (keys[index]! < least) least = keys[index]!
    if (keys[index]! > greatest) greatest = keys[index]!
  }
  return keys.length === 0 ? { capacity: 0, firstWord: 0 } : { capacity: greatest + 1, firstWord: least >>> 5 }
}

interface KeyLists {
  keys: Uint32Array
  /** By entry (term and field): where its keys end; they begin where those of the entry before it in order end. */
  ends: Uint32Array
}

/** Sorts keys by term and field, by counting; the keys of each are ascending, and may repeat. */
function spreadKeys(
  texts: { keys: Uint32Array; ends: Uint32Array; entries: Uint32Array },
  order: Uint32Array,
): KeyLists {
  const { entries } = texts
  const places = new Uint32Array(2 * order.length)
  for (let index = 0; index < entries.length; index++) places[entries[index]!]!++
  let total = 0
  for (let rank = 0; rank < order.length; rank++) {
    for (let entry = 2 * order[rank]!; entry <= 2 * order[rank]! + 1; entry++) {
      total += places[entry]!
      places[entry] = total - places[entry]!
    }
  }
  const keys = new Uint32Array(entries.length)
  for (const text of ascending(texts.keys)) {
    const key = texts.keys[text]!
    const end = texts.ends[text]!
    for (let index = text === 0 ? 0 : texts.ends[text - 1]!; index < end; index++) {
      keys[places[entries[index]!]!++] = key
    }
  }
  return { keys, ends: places }
}

/** The places of keys, in the order of the keys. */
function ascending(keys: Uint32Array): Uint32Array {
  const order = new Uint32Array(keys.length)
  for (let index = 0; index < order.length; index++) order[index] = index
  return keys.every((key, index) => index === 0 || keys[index - 1]! < key)
    ? order
    : order.sort((a, b) => keys[a]! - keys[b]!)
}

function writePostings(
  { keys, ends }: KeyLists,
  order: Uint32Array,
  firstWord: number,
): Pick<WordIndex, 'postings' | 'postingOffsets'> {
  const writer = new PostingWriter(firstWord, 2 * keys.length)
  const postingOffsets = new Uint32Array(order.length + 1)
  let start = 0
  for (let rank = 0; rank < order.length; rank++) {
    const [middle, end] = [ends[2 * order[rank]!]!, ends[2 * order[rank]! + 1]!]
    const more = keys.subarray(middle, end)
    writer.write(keys.subarray(start, middle), dropRepeats(keys, start, middle), more, dropRepeats(keys, middle, end))
    postingOffsets[rank + 1] = writer.length
    start = end
  }
  return { postings: writer.bytes.slice(0, writer.length), postingOffsets }
}

/** Moves the distinct keys of a stretch to its front. @returns how many there are */
function dropRepeats(keys: Uint32Array, start: number, end: number): number {
  if (end - start < 2) return end - start
  let to = start + 1
  for (let index = to; index < end; index++) {
    if (keys[index] !== keys[to - 1]) keys[to++] = keys[index]!
  }
  return to - start
}

function finishNow<T>(steps: Generator<void, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}
