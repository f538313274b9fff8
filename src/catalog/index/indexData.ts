import { type AttributeWords, createAttributeWords } from './attributes/attributeWords.ts'
import { createDictionary, type Dictionary } from './attributes/createDictionary.ts'
import { type FrequentWordLimits, usualLimits } from './attributes/frequentWords.ts'
import type { ListedTerms } from './attributes/splitWords.ts'
import { type Columns, createColumns } from './columns/createColumns.ts'
import { createDerived, type Derived } from './columns/createDerived.ts'
import type { FacetCodes } from './find/facetCodes.ts'
import type { KeptHighest } from './find/highestKeys.ts'
import type { NumberColumn } from './indexedModel.ts'
import { keepBits } from './lendBits.ts'
import { createSegments, type Segments } from './segments/createSegments.ts'
import type { Segment } from './segments/segment.ts'
import type { WordIndex } from './words/wordIndex.ts'

/** All that the index holds. */
export interface IndexData {
  readonly columns: Columns
  readonly dictionary: Dictionary
  readonly attributeWords: AttributeWords
  readonly segments: Segments
  readonly derived: Derived
  /** Attributes of the model that is being read; good until the next one. */
  scratch: Uint32Array
  /** Zero for every attribute; whoever counts with it puts it back to that. */
  counters: Uint32Array
  /** Of the larger segments, as far as they are made; undefined where that cannot be. */
  readonly facetCodes: WeakMap<Segment, FacetCodes | undefined>
  /** Of the larger segments, as far as they are made. */
  readonly frequentWords: WeakMap<Segment, WordIndex>
  readonly frequentLimits: FrequentWordLimits
  /** By piece of the words of attributes. */
  readonly listedTerms: WeakMap<WordIndex, ListedTerms>
  /** Goes up with every change that a search can see. */
  version: number
  /** The models with the highest values of columns that searches have sorted by. */
  readonly highest: Map<NumberColumn, KeptHighest>
  /** Answers that hold for one version: a fixed number of them, and the last few of others. */
  readonly answers: { version: number; fixed: Map<string, unknown>; recent: Map<string, Recent>; recentBytes: number }
}

/** Bytes of sets; a set of all models takes a third of a megabyte at three million models. */
const mostRecentBytes = 16 * 1024 * 1024

interface Recent {
  answer: unknown
  bytes: number
}

/** @param frequentLimits others than the usual ones only for tests, whose catalogs are small */
export function createIndexData(frequentLimits = usualLimits): IndexData {
  return {
    columns: createColumns(),
    dictionary: createDictionary(),
    attributeWords: createAttributeWords(),
    segments: createSegments(),
    derived: createDerived(),
    scratch: new Uint32Array(256),
    counters: new Uint32Array(0),
    facetCodes: new WeakMap(),
    frequentWords: new WeakMap(),
    frequentLimits,
    listedTerms: new WeakMap(),
    version: 1,
    highest: new Map(),
    answers: { version: 0, fixed: new Map(), recent: new Map(), recentBytes: 0 },
  }
}

/** The answer of this version, worked out when it is first asked for. There may be only so many names. */
export function cached<T>(data: IndexData, name: string, answer: () => T): T {
  const { fixed } = currentAnswers(data)
  if (!fixed.has(name)) fixed.set(name, keep(answer()))
  return fixed.get(name) as T
}

/** The same for any number of names, of which the last ones are kept: who pages or changes a filter asks again. */
export function recalled<T>(data: IndexData, name: string, answer: () => T): T {
  const answers = currentAnswers(data)
  const { recent } = answers
  const known = recent.get(name)
  if (known) {
    recent.delete(name)
    recent.set(name, known)
    return known.answer as T
  }
  const found = keep(answer())
  const bytes = name.length + sizeOf(found)
  recent.set(name, { answer: found, bytes })
  answers.recentBytes += bytes
  for (const [oldest, { bytes: freed }] of recent) {
    if (answers.recentBytes <= mostRecentBytes) break
    recent.delete(oldest)
    answers.recentBytes -= freed
  }
  return found
}

/** What is remembered is not used again. @returns the answer */
function keep<T>(answer: T): T {
  if (ArrayBuffer.isView(answer)) keepBits(answer)
  else if (typeof answer === 'object' && answer !== null) Object.values(answer).forEach(keep)
  return answer
}

/** Bytes of the arrays in an answer, and something for all else. */
function sizeOf(answer: unknown): number {
  if (ArrayBuffer.isView(answer)) return answer.byteLength
  if (typeof answer !== 'object' || answer === null) return 16
  return Object.values(answer).reduce<number>((sum, part) => sum + sizeOf(part), 64)
}

function currentAnswers(data: IndexData): IndexData['answers'] {
  const { answers } = data
  if (answers.version !== data.version) {
    answers.version = data.version
    answers.fixed.clear()
    answers.recent.clear()
    answers.recentBytes = 0
  }
  return answers
}
