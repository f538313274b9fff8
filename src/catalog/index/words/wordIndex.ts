/**
 * Which keys (of models, or of attributes) have which words: an immutable piece of the index, made by
 * `createWordIndexBuilder` or `mergeWordIndexes`. Plain typed arrays, so that it is kept and read again without parsing.
 */
export interface WordIndex {
  /** All keys are less. */
  readonly capacity: number
  /** No key is less than 32 times this. */
  readonly firstWord: number
  /** Distinct words as UTF-8 in the order of their bytes, one after the other; term t ends where t + 1 begins. */
  readonly terms: Uint8Array<ArrayBuffer>
  readonly termOffsets: Uint32Array<ArrayBuffer>
  /** Of each term the keys that have it; see postings.ts. */
  readonly postings: Uint8Array<ArrayBuffer>
  readonly postingOffsets: Uint32Array<ArrayBuffer>
  /** Of each three neighbouring bytes the terms that have them; see buildTrigrams.ts. Empty where terms are few. */
  readonly trigrams: TrigramIndex
}

export interface TrigramIndex {
  /** Ascending. */
  readonly codes: Uint32Array<ArrayBuffer>
  readonly offsets: Uint32Array<ArrayBuffer>
  /** Ascending terms as gaps. */
  readonly lists: Uint8Array<ArrayBuffer>
}

export function countTerms(index: WordIndex): number {
  return index.termOffsets.length - 1
}

/** What must be kept of an index for {@link fromSections}. The arrays are the index's own. */
export function toSections(index: WordIndex): Record<string, Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>> {
  return {
    head: Uint32Array.of(index.capacity, index.firstWord),
    terms: index.terms,
    termOffsets: index.termOffsets,
    postings: index.postings,
    postingOffsets: index.postingOffsets,
    trigramCodes: index.trigrams.codes,
    trigramOffsets: index.trigrams.offsets,
    trigramLists: index.trigrams.lists,
  }
}

/**
 * The index whose sections these are; it keeps them, and nothing is parsed.
 * @throws TypeError when a section is missing or of another type
 */
export function fromSections(sections: Sections): WordIndex {
  const [capacity, firstWord] = readWords(sections, 'head')
  if (capacity === undefined || firstWord === undefined) throw new TypeError('The head of a word index is too short')
  const postings = readBytes(sections, 'postings')
  return {
    capacity,
    firstWord,
    terms: readBytes(sections, 'terms'),
    termOffsets: readWords(sections, 'termOffsets'),
    // Bit sets inside are seen as 32-bit words, which need to be aligned.
    postings: postings.byteOffset % 4 === 0 ? postings : postings.slice(),
    postingOffsets: readWords(sections, 'postingOffsets'),
    trigrams: {
      codes: readWords(sections, 'trigramCodes'),
      offsets: readWords(sections, 'trigramOffsets'),
      lists: readBytes(sections, 'trigramLists'),
    },
  }
}

type Sections = Readonly<Record<string, ArrayBufferView<ArrayBuffer>>>

function readBytes(sections: Sections, name: string): Uint8Array<ArrayBuffer> {
  const section = sections[name]
  if (section instanceof Uint8Array) return new Uint8Array(section.buffer, section.byteOffset, section.length)
  throw new TypeError(`A word index has no section of bytes called ${name}`)
}

function readWords(sections: Sections, name: string): Uint32Array<ArrayBuffer> {
  const section = sections[name]
  if (section instanceof Uint32Array) return new Uint32Array(section.buffer, section.byteOffset, section.length)
  throw new TypeError(`A word index has no section of 32-bit words called ${name}`)
}
