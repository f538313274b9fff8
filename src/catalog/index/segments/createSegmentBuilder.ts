import { sourceNames } from '../../../ids/slug.ts'
import type { Dictionary } from '../attributes/createDictionary.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import { growArray, growBuffer } from '../growArray.ts'
import { hashText } from '../hashText.ts'
import { type IndexedModel, kindCode } from '../indexedModel.ts'
import { createWordIndexBuilder } from '../words/createWordIndexBuilder.ts'
import { writeGaps } from './gaps.ts'
import { addId, createIdTable, hashKey } from './idTable.ts'
import { invertAttributes } from './invertAttributes.ts'
import { createEntryWriter } from './packedEntries.ts'
import { packName } from './packName.ts'
import { mostModels, type Segment } from './segment.ts'

const authorKind = kindCode('author')

/** What a builder needs to know of the attributes of models. */
export interface KnownAttributes {
  /** One more than the highest key. */
  readonly capacity: number
  /** The author's name, as the first of the model's attributes of that kind has it; they are ascending. */
  authorOf(model: IndexedModel, attributes: Uint32Array, count: number): string | undefined
}

/** For models that bring their author with them; see IndexedModel. Whoever hands them over answers for their attributes. */
export const ownAuthors: KnownAttributes = { capacity: Number.POSITIVE_INFINITY, authorOf: ({ author }) => author }

export function attributesKnownTo(dictionary: Dictionary): KnownAttributes {
  return {
    get capacity() {
      return dictionary.capacity
    },
    authorOf: (_, attributes, count) => findAuthor(dictionary, attributes, count),
  }
}

export interface SegmentBuilder {
  readonly count: number
  /** Key of the model that was added last; 0 before the first. */
  readonly lastKey: number
  /** Adds a model whose key is higher than the last one's, and whose attributes are known. */
  add(model: IndexedModel): void
  /** Makes the segment, in steps of a few milliseconds; the builder is used up. */
  finish(serial: number): Generator<void, Segment>
}

/** @param expected about how many models will come */
export function createSegmentBuilder(known: KnownAttributes, expected: number): SegmentBuilder {
  const names = createEntryWriter(expected)
  const attributes = createEntryWriter(expected)
  const words = createWordIndexBuilder()
  let keys = new Uint32Array(expected)
  let hashes = new Uint32Array(expected)
  let count = 0
  let lastKey = 0
  let attributeCapacity = 1
  let sorted = new Uint32Array(64)
  let scratch = Buffer.alloc(512)
  return {
    get count() {
      return count
    },
    get lastKey() {
      return lastKey
    },

    add(model) {
      const { key, id, name } = model
      if (key <= lastKey) throw new RangeError(`Model ${key} comes after model ${lastKey}`)
      if (count + 1 === mostModels) throw new RangeError(`A segment holds fewer than ${mostModels} models`)
      lastKey = key
      keys = growArray(keys, count + 1)
      hashes = growArray(hashes, count + 1)
      sorted = growArray(sorted, model.attributes.length)
      const size = sortInto(sorted, model.attributes)
      if (size > 0 && sorted[size - 1]! >= known.capacity) {
        throw new RangeError(`Model ${key} has the attribute ${sorted[size - 1]}, which was not added`)
      }
      if (size > 0) attributeCapacity = Math.max(attributeCapacity, sorted[size - 1]! + 1)

      scratch = growBuffer(scratch, 8 + 3 * (id.length + name.length) + 5 * size)
      const end = packName({ ...model, author: known.authorOf(model, sorted, size) }, scratch)
      hashes[count] = hashKey(sourceNames.indexOf(model.source), hashText(id))
      names.add(scratch, 0, end)
      attributes.add(scratch, 0, writeGaps(sorted, size, scratch))
      words.add(key, name, model.more)
      keys[count++] = key
    },

    *finish(serial) {
      const entries = attributes.finish()
      const ownKeys = keys.slice(0, count)
      const ids = createIdTable(count)
      for (let number = 0; number < count; number++) {
        addId(ids, hashes[number]!, number)
        if ((number & 0xffff) === 0xffff) yield
      }
      yield
      const postings = yield* invertAttributes(ownKeys, entries, attributeCapacity)
      yield
      return {
        serial,
        keys: ownKeys,
        names: names.finishText(),
        attributes: entries,
        ids,
        postings,
        words: words.finish(),
      }
    },
  }
}

/** Sorts few numbers, nearly always sorted already, and drops repetitions. @returns how many there are */
function sortInto(sorted: Uint32Array, numbers: readonly number[]): number {
  let size = 0
  for (const number of numbers) {
    let at = size
    while (at > 0 && sorted[at - 1]! > number) at--
    if (at > 0 && sorted[at - 1] === number) continue
    for (let index = size++; index > at; index--) sorted[index] = sorted[index - 1]!
    sorted[at] = number
  }
  return size
}

function findAuthor(dictionary: Dictionary, attributes: Uint32Array, size: number): string | undefined {
  for (let index = 0; index < size; index++) {
    if (dictionary.kinds[attributes[index]!] === authorKind) return valueOf(dictionary, attributes[index]!)
  }
  return undefined
}
