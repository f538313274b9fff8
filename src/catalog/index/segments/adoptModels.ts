import { hasBit, setBit } from '../columns/bitPlane.ts'
import { touchBlock } from '../columns/createColumns.ts'
import { noteDownloads } from '../columns/mostDownloads.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { findPlace, type LiveSegment, markDead, setPlace } from './createSegments.ts'
import { clearDerived, deriveModel } from './deriveModel.ts'
import { readGaps } from './gaps.ts'
import { entryEnd, entryStart, findEntry } from './packedEntries.ts'

export interface AdoptOptions {
  /** Models after which it yields. */
  stride?: number
  /** Whether to yield; asked every 64 models. */
  isOver?: () => boolean
  /** Sets a model's numbers and flags, unless they were set before. */
  setNumbers?: (number: number) => void
}

/** Models between two looks at the clock. */
const lookEvery = 64

/**
 * Makes the copies in a new segment the living ones of their models, from the first one on, and counts them. Each model
 * is whole at any time.
 */
export function* adoptModels(
  data: IndexData,
  live: LiveSegment,
  { stride = Number.POSITIVE_INFINITY, isOver, setNumbers }: AdoptOptions = {},
): Generator<void, void> {
  const { columns, segments } = data
  const { keys, names, attributes } = live.segment
  let nameAt = 0
  let attributesAt = 0
  for (let number = 0; number < keys.length; number++) {
    const key = keys[number]!
    const ownNameAt = nameAt
    const start = entryStart(attributes.bytes, attributesAt)
    const end = entryEnd(attributes.bytes, attributesAt)
    nameAt = entryEnd(names.bytes, nameAt)
    attributesAt = end
    setNumbers?.(number)
    retire(data, key)
    touchBlock(columns, key)
    setBit(columns.existing, key, true)
    setPlace(segments, key, live, number)
    data.scratch = growArray(data.scratch, end - start)
    const count = readGaps(attributes.bytes, start, end, data.scratch)
    addCounts(data, key, count, { by: 1, listed: !hasBit(columns.removed, key) })
    deriveModel(data, key, { names: names.bytes, at: ownNameAt, attributes: data.scratch, count })
    noteDownloads(data, key)
    if (number % stride === stride - 1 || (number % lookEvery === lookEvery - 1 && isOver?.())) yield
  }
}

/** Takes a model out of the index; one that is not there is passed over. */
export function forgetModel(data: IndexData, key: number): void {
  if (!retire(data, key)) return
  data.segments.place[key] = 0
  setBit(data.columns.existing, key, false)
  noteDownloads(data, key)
}

/** Marks a model as removed or listed again, and counts it anew if it exists. */
export function setRemoved(data: IndexData, key: number, removed: boolean): void {
  if (!setBit(data.columns.removed, key, removed)) return
  const place = findPlace(data.segments, key)
  if (!place) return
  const count = readAttributes(data, place.live, place.number)
  const { listed } = data.derived
  for (let index = 0; index < count; index++) listed[data.scratch[index]!]! += removed ? -1 : 1
}

/** Reads a model's attributes to the front of `data.scratch`. @returns how many there are */
export function readAttributes(data: IndexData, { segment }: LiveSegment, number: number): number {
  const { bytes } = segment.attributes
  const at = findEntry(segment.attributes, number)
  const start = entryStart(bytes, at)
  const end = entryEnd(bytes, at)
  data.scratch = growArray(data.scratch, end - start)
  return readGaps(bytes, start, end, data.scratch)
}

function retire(data: IndexData, key: number): boolean {
  const place = findPlace(data.segments, key)
  if (!place) return false
  const count = readAttributes(data, place.live, place.number)
  addCounts(data, key, count, { by: -1, listed: !hasBit(data.columns.removed, key) })
  clearDerived(data.derived, key)
  markDead(place.live, key)
  return true
}

function addCounts(
  { derived, dictionary, scratch }: IndexData,
  key: number,
  count: number,
  { by, listed }: { by: 1 | -1; listed: boolean },
): void {
  const { total, only, grouped } = derived
  for (let index = 0; index < count; index++) {
    const attribute = scratch[index]!
    total[attribute]! += by
    only[attribute] = by === 1 && total[attribute] === 1 ? key : 0
    if (listed) derived.listed[attribute]! += by
    const group = dictionary.groups[attribute]!
    if (group !== 0) grouped[group]! += by
  }
}
