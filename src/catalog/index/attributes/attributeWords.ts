import { type Attribute, kindCode } from '../indexedModel.ts'
import { chooseAlike } from '../segments/chooseAlike.ts'
import { createWordIndexBuilder } from '../words/createWordIndexBuilder.ts'
import { mergeWordIndexes } from '../words/mergeWordIndexes.ts'
import type { WordIndex } from '../words/wordIndex.ts'

/** Pieces of the word index over the values of attributes. Each attribute is in one of them. */
export interface AttributeWords {
  pieces: readonly WordPiece[]
  nextSerial: number
}

interface WordPiece {
  readonly serial: number
  readonly attributes: number
  readonly index: WordIndex
}

/** Nearly every model has the same region, and nobody looks for it by words. */
const unsearched = kindCode('region')

/** @param kind code of the kind */
export function isUnsearched(kind: number): boolean {
  return kind === unsearched
}

export function createAttributeWords(): AttributeWords {
  return { pieces: [], nextSerial: 1 }
}

/** Collects attributes for one piece. */
interface WordCollector {
  add(added: readonly Attribute[]): void
  /** Adds the piece; the collector is used up. */
  finish(): void
}

export function collectAttributeWords(words: AttributeWords): WordCollector {
  const builder = createWordIndexBuilder()
  let attributes = 0
  return {
    add(added) {
      for (const { key, kind, value } of added) {
        if (isUnsearched(kindCode(kind))) continue
        builder.add(key, value, '')
        attributes++
      }
    },
    finish() {
      if (attributes === 0) return
      words.pieces = [...words.pieces, { serial: words.nextSerial++, attributes, index: builder.finish() }]
    },
  }
}

export function needsWordMerge(words: AttributeWords): boolean {
  return chooseAlike(words.pieces, ({ attributes }) => attributes) !== undefined
}

/** Merges until few pieces are left; words that are added meanwhile stay. */
export function* mergeAttributeWords(words: AttributeWords): Generator<void, void> {
  for (;;) {
    const chosen = chooseAlike(words.pieces, ({ attributes }) => attributes)
    if (!chosen) return
    const index = yield* mergeWordIndexes(
      chosen.map((piece) => piece.index),
      () => true,
    )
    const attributes = chosen.reduce((sum, piece) => sum + piece.attributes, 0)
    const rest = words.pieces.filter((piece) => !chosen.includes(piece))
    words.pieces = [...rest, { serial: words.nextSerial++, attributes, index }]
  }
}
