import { buildTrigrams } from './buildTrigrams.ts'
import { KeyMerger } from './keyMerger.ts'
import { Pace } from './pace.ts'
import { PostingReader } from './postingReader.ts'
import { PostingWriter } from './postingWriter.ts'
import { countTerms, type WordIndex } from './wordIndex.ts'

/** Finding and opening a term takes as long as so many postings. */
const postingsOfTerm = 20
/** Bytes. Memory that is touched for the first time is slow. */
const copiedAtOnce = 2 ** 21

/**
 * Makes one index of several, term by term. Terms that no key keeps are dropped. Yields after every few milliseconds of
 * work; the indexes stay as they are.
 * @param keep whether a key of `indexes[which]` still stands; at most one index is to keep a key
 */
export function* mergeWordIndexes(
  indexes: readonly WordIndex[],
  keep: (which: number, key: number) => boolean,
): Generator<void, WordIndex> {
  const cursors = indexes.map((index, which) => ({ index, which, term: 0, reader: new PostingReader(index) }))
  const most = indexes.reduce((sum, index) => sum + countTerms(index), 0)
  const terms = new Uint8Array(indexes.reduce((sum, index) => sum + index.terms.length, 0))
  const termOffsets = new Uint32Array(most + 1)
  const postingOffsets = new Uint32Array(most + 1)
  // Gaps shrink when lists are joined; some lists grow when they become dense. Memory that is not touched costs nothing.
  const expected = indexes.reduce((sum, index) => sum + index.postings.length, 0)
  const some = indexes.filter((index) => countTerms(index) > 0)
  const firstWord = some.reduce((least, index) => Math.min(least, index.firstWord), some[0]?.firstWord ?? 0)
  const writer = new PostingWriter(firstWord, expected + (expected >>> 4))
  const name = new KeyMerger(keep)
  const more = new KeyMerger(keep)
  let count = 0
  let length = 0
  const pace = new Pace()
  for (let left = cursors.filter(hasTerm); left.length > 0;) {
    const least = leastTerm(left)
    name.clear()
    more.clear()
    let work = 0
    for (const cursor of least) {
      cursor.reader.open(cursor.term)
      name.add(cursor.reader, cursor.reader.name, cursor.which)
      more.add(cursor.reader, cursor.reader.more, cursor.which)
      work += postingsOfTerm + cursor.reader.name.count + cursor.reader.more.count
    }
    if (name.count + more.count > 0) {
      writer.write(name.keys, name.count, more.keys, more.count)
      const { index, term } = least[0]!
      const end = index.termOffsets[term + 1]!
      for (let at = index.termOffsets[term]!; at < end; at++) terms[length++] = index.terms[at]!
      termOffsets[++count] = length
      postingOffsets[count] = writer.length
    }
    for (const cursor of least) cursor.term++
    if (!least.every(hasTerm)) left = left.filter(hasTerm)
    if (pace.isOver(work)) {
      yield
      pace.start()
    }
  }
  const merged = {
    capacity: indexes.reduce((greatest, index) => Math.max(greatest, index.capacity), 0),
    firstWord,
    terms: new Uint8Array(yield* shorten(terms.buffer, length), 0, length),
    termOffsets: new Uint32Array(yield* shorten(termOffsets.buffer, 4 * (count + 1)), 0, count + 1),
    postings: new Uint8Array(yield* shorten(writer.bytes.buffer, writer.length), 0, writer.length),
    postingOffsets: new Uint32Array(yield* shorten(postingOffsets.buffer, 4 * (count + 1)), 0, count + 1),
  }
  return { ...merged, trigrams: yield* buildTrigrams(merged) }
}

interface Cursor {
  index: WordIndex
  which: number
  term: number
  reader: PostingReader
}

function hasTerm({ index, term }: Cursor): boolean {
  return term < countTerms(index)
}

/** The cursors that stand at the first term in order, at least one. */
function leastTerm(cursors: readonly Cursor[]): Cursor[] {
  let least = [cursors[0]!]
  for (let place = 1; place < cursors.length; place++) {
    const difference = compareTerms(cursors[place]!, least[0]!)
    if (difference < 0) least = [cursors[place]!]
    else if (difference === 0) least.push(cursors[place]!)
  }
  return least
}

function compareTerms(a: Cursor, b: Cursor): number {
  const endOfA = a.index.termOffsets[a.term + 1]!
  const endOfB = b.index.termOffsets[b.term + 1]!
  let atA = a.index.termOffsets[a.term]!
  let atB = b.index.termOffsets[b.term]!
  while (atA < endOfA && atB < endOfB) {
    const difference = a.index.terms[atA++]! - b.index.terms[atB++]!
    if (difference !== 0) return difference
  }
  return endOfA - atA - (endOfB - atB)
}

/** The first so many bytes: a copy, unless nearly all of them are used. */
function* shorten(buffer: ArrayBuffer, length: number): Generator<void, ArrayBuffer> {
  if (buffer.byteLength - length <= buffer.byteLength >>> 3) return buffer
  const bytes = new Uint8Array(buffer, 0, length)
  const copy = new Uint8Array(length)
  for (let at = 0; at < length; at += copiedAtOnce) {
    copy.set(bytes.subarray(at, at + copiedAtOnce), at)
    yield
  }
  return copy.buffer
}
