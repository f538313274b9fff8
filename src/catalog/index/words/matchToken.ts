import { copyBits, type DocSet, emptySet, toBits } from '../docSet.ts'
import { findInside } from './findInside.ts'
import { findPrefix, findTerm, lengthOfTerm, type TermRange } from './findTerms.ts'
import { KeyCollector } from './keyCollector.ts'
import { type DeadKeys, PostingReader } from './postingReader.ts'
import type { WordIndex } from './wordIndex.ts'

/** A word index to search, without some of its keys. A key lives in one of the indexes that are searched together. */
export interface LiveWords {
  readonly index: WordIndex
  readonly dead?: DeadKeys | undefined
  /** Bits of the terms to pass over, where words are looked for one by one and not in pairs. */
  readonly passed?: Uint32Array | undefined
}

/** The keys in which a token is found, by how. A key is in more than one set when it has the token more than once. */
export interface TokenMatches {
  /** The name has the token as a word. */
  whole: DocSet
  /** The name has a longer word that begins with it. */
  prefix: DocSet
  /** The name has a word with it inside. */
  inside: DocSet
  /** It is found, in any of these ways, in what else there is besides the name. */
  more: DocSet
}

/** Scripts written without spaces, in which two characters are as telling as three letters. */
const withoutSpaces = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u
const twoCharacters = /^.{2}/u
const threeCharacters = /^.{3}/u
const lettersAndDigits = /^(?<letters>\p{L}+)(?<digits>[0-9][0-9.]*)$/u

/**
 * Finds one token of a word that must be there.
 *
 * - As a whole word, as the beginning of one, and, if it has three characters (two where scripts have no spaces),
 *   inside one; but not within a number: `12b` is not in `112b`.
 * - Letters followed by digits (`qwen3`, `llama3.1`) are also found as two words of one text, `Qwen-3` or `Qwen-3b`;
 *   that counts as a whole word or a prefix.
 * @param token as `tokenise` gives it
 * @param options.inside whether it is also looked for inside words
 * @param options.more whether it is also looked for in what else there is besides the name
 */
export function matchToken(
  pieces: readonly LiveWords[],
  token: string,
  { inside = true, more = true } = {},
): TokenMatches {
  const into = {
    whole: createCollector(pieces),
    prefix: createCollector(pieces),
    inside: createCollector(pieces),
    more: more ? createCollector(pieces) : undefined,
  }
  collectAsOne(pieces, token, inside, into)
  collectApart(pieces, token, into)
  return {
    whole: into.whole.finish(),
    prefix: into.prefix.finish(),
    inside: into.inside.finish(),
    more: into.more?.finish() ?? emptySet(),
  }
}

/**
 * As {@link matchToken}, wherever in a text.
 * @param options.apart whether letters followed by digits are found as two words, too
 */
export function matchAnywhere(
  pieces: readonly LiveWords[],
  token: string,
  { apart = true } = {},
): Record<'name' | 'more', DocSet> {
  const name = createCollector(pieces)
  const more = createCollector(pieces)
  const into = { whole: name, prefix: name, inside: name, more }
  collectAsOne(pieces, token, true, into)
  if (apart) collectApart(pieces, token, into)
  return { name: name.finish(), more: more.finish() }
}

/** The keys in which a token of a word to leave out is found, in any text: as a word, or as the beginning of one. */
export function matchBeginning(pieces: readonly LiveWords[], token: string): DocSet {
  const all = createCollector(pieces)
  for (const { index, dead } of pieces) {
    collectRange(new PostingReader(index, dead), findPrefix(index, encode(token)), all, all)
  }
  return all.finish()
}

type Collectors = Record<Exclude<keyof TokenMatches, 'more'>, KeyCollector> & { more: KeyCollector | undefined }

function collectAsOne(pieces: readonly LiveWords[], token: string, inside: boolean, into: Collectors): void {
  const bytes = encode(token)
  const mayBeInside = inside && (withoutSpaces.test(token) ? twoCharacters : threeCharacters).test(token)
  for (const { index, dead, passed } of pieces) {
    const reader = new PostingReader(index, dead)
    const { whole, longer } = findWord(index, bytes)
    collectRange(reader, whole, into.whole, into.more, passed)
    collectRange(reader, longer, into.prefix, into.more, passed)
    if (!mayBeInside) continue
    const inside = findInside(index, bytes)
    for (let at = 0; at < inside.length; at++) {
      const term = inside[at]!
      if (term >= whole.from && term < longer.to) continue
      if (passed === undefined || !isPassed(passed, term)) collect(reader, term, into.inside, into.more)
    }
  }
}

/** Letters as a word, and digits as another or at the beginning of another, not followed by more digits. */
function collectApart(pieces: readonly LiveWords[], token: string, into: Omit<Collectors, 'inside'>): void {
  const parts = lettersAndDigits.exec(token)?.groups
  if (parts === undefined) return
  const [letters, digits] = [encode(parts['letters']!), encode(parts['digits']!)]
  const inName = createCollector(pieces)
  const inMore = createCollector(pieces)
  for (const { index, dead } of pieces) {
    collectRange(new PostingReader(index, dead), findWord(index, letters).whole, inName, inMore)
  }
  // Whatever does not have the letters is passed over like the dead.
  const otherNames = findOthers(pieces, inName.finish())
  const otherMore = into.more && findOthers(pieces, inMore.finish())
  for (const { index, dead } of pieces) {
    const { whole, longer } = findWord(index, digits)
    // Terms are in the order of their bytes: "." comes before the digits, letters come after them.
    const zero = findTerm(index, Uint8Array.of(...digits, 0x30))
    const afterNine = findTerm(index, Uint8Array.of(...digits, 0x3a))
    const numbers = [
      { from: longer.from, to: zero },
      { from: afterNine, to: longer.to },
    ]
    if (otherNames !== undefined) {
      const reader = new PostingReader(index, addDead(otherNames, dead))
      collectNames(reader, whole, into.whole)
      for (const range of numbers) collectNames(reader, range, into.prefix)
    }
    if (into.more && otherMore !== undefined) {
      const reader = new PostingReader(index, addDead(otherMore, dead))
      for (const range of [whole, ...numbers]) collectMore(reader, range, into.more)
    }
  }
}

/** All keys but these; undefined when these are none. */
function findOthers(pieces: readonly LiveWords[], set: DocSet): DeadKeys | undefined {
  if (set.count === 0) return undefined
  const bits = toBits(set, (capacityOf(pieces) + 31) >>> 5)
  for (let index = 0; index < bits.length; index++) bits[index] = ~bits[index]!
  return { bits, firstWord: 0 }
}

/** @param others whose first word is 0 */
function addDead(others: DeadKeys, dead: DeadKeys | undefined): DeadKeys {
  if (dead === undefined) return others
  const bits = copyBits(others.bits)
  const length = Math.min(dead.bits.length, bits.length - dead.firstWord)
  for (let index = 0; index < length; index++) bits[dead.firstWord + index]! |= dead.bits[index]!
  return { bits, firstWord: 0 }
}

/** The term that is a token, as a range of one or none, and those after it that begin with the token. */
function findWord(index: WordIndex, token: Uint8Array): { whole: TermRange; longer: TermRange } {
  const { from, to } = findPrefix(index, token)
  const middle = from < to && lengthOfTerm(index, from) === token.length ? from + 1 : from
  return { whole: { from, to: middle }, longer: { from: middle, to } }
}

function collectRange(
  reader: PostingReader,
  { from, to }: TermRange,
  name: KeyCollector,
  more: KeyCollector | undefined,
  passed?: Uint32Array,
): void {
  for (let term = from; term < to; term++) {
    if (passed === undefined || !isPassed(passed, term)) collect(reader, term, name, more)
  }
}

function isPassed(passed: Uint32Array, term: number): boolean {
  return ((passed[term >>> 5]! >>> term) & 1) === 1
}

function collect(reader: PostingReader, term: number, name: KeyCollector, more: KeyCollector | undefined): void {
  reader.open(term)
  name.add(reader, reader.name)
  more?.add(reader, reader.more)
}

function collectNames(reader: PostingReader, { from, to }: TermRange, into: KeyCollector): void {
  for (let term = from; term < to; term++) {
    reader.open(term)
    into.add(reader, reader.name)
  }
}

function collectMore(reader: PostingReader, { from, to }: TermRange, into: KeyCollector): void {
  for (let term = from; term < to; term++) {
    reader.open(term)
    if (reader.more.count === 0) continue
    reader.skip(reader.name)
    into.add(reader, reader.more)
  }
}

function createCollector(pieces: readonly LiveWords[]): KeyCollector {
  return new KeyCollector(capacityOf(pieces))
}

function capacityOf(pieces: readonly LiveWords[]): number {
  return pieces.reduce((greatest, { index }) => Math.max(greatest, index.capacity), 0)
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
