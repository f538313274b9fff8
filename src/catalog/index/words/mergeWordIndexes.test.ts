import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createWordIndexBuilder } from './createWordIndexBuilder.ts'
import { readTerm } from './findTerms.ts'
import { mergeWordIndexes } from './mergeWordIndexes.ts'
import { PostingReader } from './postingReader.ts'
import { countTerms, fromSections, toSections, type WordIndex } from './wordIndex.ts'

type Texts = Map<number, [name: string, more: string]>

function build(texts: Texts): WordIndex {
  const builder = createWordIndexBuilder()
  for (const [key, [name, more]] of texts) builder.add(key, name, more)
  return builder.finish()
}

/** All terms in order, each with its keys. */
function contentOf(index: WordIndex): [string, number[], number[]][] {
  const reader = new PostingReader(index)
  return Array.from({ length: countTerms(index) }, (_, term) => {
    reader.open(term)
    const keys = new Uint32Array(reader.name.count + reader.more.count)
    const middle = reader.readKeys(reader.name, keys, 0)
    if (reader.more.count > 0) reader.readKeys(reader.more, keys, middle)
    expect(keys.every((key) => key < index.capacity && key >>> 5 >= index.firstWord)).toBe(true)
    return [readTerm(index, term), [...keys.subarray(0, middle)], [...keys.subarray(middle)]]
  })
}

function merge(indexes: readonly WordIndex[], keep: (which: number, key: number) => boolean): WordIndex {
  const steps = mergeWordIndexes(indexes, keep)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const word = fc.constantFrom('a', 'b', 'bc', 'é', 'llama', 'z')
const words = fc.array(word, { maxLength: 4 }).map((all) => all.join(' '))
function textsOf(step: number): fc.Arbitrary<Texts> {
  return fc
    .array(fc.tuple(fc.nat(90), words, words), { maxLength: 90 })
    .map((all) => new Map(all.map(([key, name, more]) => [key * step, [name, more]])))
}
/** Keys far apart, so that lists are gaps, or close together, so that they are bits. */
const pieces = fc.constantFrom(1, 3, 100_000).chain((step) => fc.array(textsOf(step), { maxLength: 4 }))

describe('mergeWordIndexes', () => {
  it('makes the index that its living texts would make', () => {
    fc.assert(
      fc.property(pieces, fc.func(fc.boolean()), (pieces, keepsLast) => {
        const last = pieces.length - 1
        const keep = (which: number, key: number) =>
          pieces.findLastIndex((texts) => texts.has(key)) === which && (which < last || keepsLast(key))
        const living: Texts = new Map()
        for (const [which, texts] of pieces.entries()) {
          for (const [key, text] of texts) if (keep(which, key)) living.set(key, text)
        }
        const merged = merge(pieces.map(build), keep)
        expect(contentOf(merged)).toEqual(contentOf(build(living)))
      }),
      { numRuns: 300 },
    )
  })

  it('has the same content after its sections were written and read as bytes', () => {
    fc.assert(
      fc.property(pieces, (pieces) => {
        const index = merge(
          pieces.map(build),
          (which, key) => pieces.findLastIndex((texts) => texts.has(key)) === which,
        )
        const read = Object.entries(toSections(index)).map(([name, section]) => {
          const bytes = Uint8Array.from(new Uint8Array(section.buffer, section.byteOffset, section.byteLength))
          return [name, section instanceof Uint8Array ? bytes : new Uint32Array(bytes.buffer)]
        })
        expect(contentOf(fromSections(Object.fromEntries(read)))).toEqual(contentOf(index))
      }),
    )
  })

  it('gives others a turn while it works, and joins what has trigrams into what has them', () => {
    const parts = Array.from({ length: 3 }, (_, part) =>
      build(
        new Map(
          Array.from({ length: 20_000 }, (_, index) => [index * 3 + part, [`model${index % 15_000}`, `w${part}`]]),
        ),
      ),
    )
    let turns = 0
    const steps = mergeWordIndexes(parts, (_, key) => key % 2 === 0)
    let step = steps.next()
    for (; step.done !== true; step = steps.next()) turns++
    expect(turns).toBeGreaterThan(0)
    expect(step.value.trigrams).toEqual(
      build(new Map(Array.from({ length: 15_000 }, (_, index) => [index, [`model${index}`, 'w0 w1 w2']]))).trigrams,
    )
  })

  it('refuses sections that are missing or of another type', () => {
    const sections = toSections(build(new Map([[1, ['a', '']]])))
    expect(() => fromSections({ ...sections, terms: new Uint32Array(1) })).toThrow(TypeError)
    expect(() => fromSections({ ...sections, termOffsets: new Uint8Array(1) })).toThrow(TypeError)
    expect(() => fromSections({ ...sections, head: new Uint32Array(1) })).toThrow(TypeError)
    expect(() => fromSections({})).toThrow(TypeError)
  })
})
