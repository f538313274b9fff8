import { type SourceName, sourceNames } from '../../../ids/slug.ts'
import { hashText } from '../hashText.ts'
import type { IndexData } from '../indexData.ts'
import { readAttributes } from './adoptModels.ts'
import { isAlive, type LiveSegment, numberBits, numberMask } from './createSegments.ts'
import { findId, hashKey } from './idTable.ts'
import { findEntry } from './packedEntries.ts'
import { hashPackedId, packedNameLength, packedSource, readPackedId, readPackedName } from './packName.ts'

/*
 * What the index has of one model as text. All throw a RangeError when it has no such model.
 */

/** The id as its source writes it. */
export function idOf(data: IndexData, key: number): string {
  const { segment } = segmentOf(data, key)
  return readId(data, key, segment.names, data.segments.place[key]! & numberMask)
}

export function nameOf(data: IndexData, key: number): string {
  const { names } = segmentOf(data, key).segment
  return readPackedName(names.bytes, findEntry(names, data.segments.place[key]! & numberMask))
}

export function attributesOf(data: IndexData, key: number): number[] {
  const count = readAttributes(data, segmentOf(data, key), data.segments.place[key]! & numberMask)
  return Array.from(data.scratch.subarray(0, count))
}

/** Bytes of a model's name as UTF-8. */
export function lengthOfName(data: IndexData, key: number): number {
  const { names } = segmentOf(data, key).segment
  return packedNameLength(names.bytes, findEntry(names, data.segments.place[key]! & numberMask))
}

/** The place of the model's source in sourceNames. */
export function sourceOf(data: IndexData, key: number): number {
  const { names } = segmentOf(data, key).segment
  return packedSource(names.bytes, findEntry(names, data.segments.place[key]! & numberMask))
}

/** `hashText` of the model's id. */
export function idHashOf(data: IndexData, key: number): number {
  const { names } = segmentOf(data, key).segment
  const at = findEntry(names, data.segments.place[key]! & numberMask)
  return hashPackedId(names.bytes, at, data.dictionary.values, authorAt(data, key))
}

/** The model of a source with this id in any letter case: the one that has it exactly, else the first that came in. */
export function findKey(data: IndexData, source: SourceName, id: string): number | undefined {
  const code = sourceNames.indexOf(source)
  const hash = hashKey(code, hashText(id))
  const lower = id.toLowerCase()
  let similar: number | undefined
  for (const live of data.segments.live) {
    const { keys, ids, names } = live.segment
    const exact = findId(ids, hash, (number) => {
      const key = keys[number]!
      if (!isAlive(live, key) || packedSource(names.bytes, findEntry(names, number)) !== code) return false
      const found = readId(data, key, names, number)
      if (found === id) return true
      if (found.toLowerCase() === lower) similar = Math.min(similar ?? key, key)
      return false
    })
    if (exact >= 0) return keys[exact]
  }
  return similar
}

function segmentOf({ segments }: IndexData, key: number): LiveSegment {
  const live = segments.bySlot[(segments.place[key] ?? 0) >>> numberBits]
  if (!live) throw new RangeError(`There is no model ${key}`)
  return live
}

function readId(data: IndexData, key: number, names: LiveSegment['segment']['names'], number: number): string {
  return readPackedId(names.bytes, findEntry(names, number), data.dictionary.values, authorAt(data, key))
}

function authorAt({ derived, dictionary }: IndexData, key: number): number {
  return dictionary.offsets[derived.singles.author[key]!]!
}
