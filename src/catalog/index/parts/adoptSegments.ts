import { licenseClasses } from '../../license/licenseClass.ts'
import { hasBit, planeSet, setBit } from '../columns/bitPlane.ts'
import { singleKinds } from '../columns/createDerived.ts'
import { forEachKey, intersect } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import { readAttributes } from '../segments/adoptModels.ts'
import {
  isAlive,
  type LiveSegment,
  markDead,
  numberBits,
  numberMask,
  openSegment,
  setPlace,
} from '../segments/createSegments.ts'
import { entryEnd } from '../segments/packedEntries.ts'
import { packedSource } from '../segments/packName.ts'
import { readList } from '../segments/postings.ts'
import type { Segment } from '../segments/segment.ts'

/**
 * Makes the segments of a checkpoint live: as `adoptModels` of each, the oldest first, for models that exist. Millions at
 * once are counted by the lengths of lists instead of one by one, and what the columns know is not derived again.
 */
export function adoptSegments(data: IndexData, segments: readonly Segment[]): void {
  data.segments.place = growArray(data.segments.place, data.columns.capacity)
  for (const segment of segments.toSorted((a, b) => a.serial - b.serial))
    placeModels(data, openSegment(data.segments, segment))
  for (const live of data.segments.live) {
    countLists(data, live)
    setSources(data, live)
    setSingles(data, live)
    findRepeats(data, live)
  }
  for (const live of data.segments.live) findOnly(data, live)
  countRemoved(data)
  countGroups(data)
  classifyModels(data)
  // More than any model can have, so that it is looked for before it is used.
  for (const most of data.derived.most) Object.assign(most, { downloads: Number.POSITIVE_INFINITY, isStale: true })
}

function placeModels(data: IndexData, live: LiveSegment): void {
  const { segments, columns } = data
  const { keys } = live.segment
  for (let number = 0; number < keys.length; number++) {
    const key = keys[number]!
    if (!hasBit(columns.existing, key)) continue
    const before = segments.bySlot[segments.place[key]! >>> numberBits]
    if (before) markDead(before, key)
    setPlace(segments, key, live, number)
  }
}

/** Adds the lengths of the lists to the counts, and takes off what is dead. */
function countLists(data: IndexData, live: LiveSegment): void {
  const { total } = data.derived
  const { keys, postings } = live.segment
  for (let list = 0; list < postings.attributes.length; list++)
    total[postings.attributes[list]!]! += postings.counts[list]!
  if (live.living === keys.length) return
  for (let number = 0; number < keys.length; number++) {
    if (isAlive(live, keys[number]!)) continue
    const count = readAttributes(data, live, number)
    for (let index = 0; index < count; index++) total[data.scratch[index]!]!--
  }
}

function findOnly({ derived }: IndexData, live: LiveSegment): void {
  const { total, only } = derived
  const { postings } = live.segment
  const key = new Uint32Array(1)
  for (let list = 0; list < postings.attributes.length; list++) {
    const attribute = postings.attributes[list]!
    if (total[attribute] !== 1 || postings.counts[list] !== 1) continue
    readList(postings, list, key, 0)
    if (isAlive(live, key[0]!)) only[attribute] = key[0]!
  }
}

function setSources({ derived, columns }: IndexData, live: LiveSegment): void {
  const { keys, names } = live.segment
  for (const plane of derived.sources) plane.bits = growArray(plane.bits, (columns.capacity + 31) >>> 5)
  for (let number = 0, at = 0; number < keys.length; number++) {
    if (isAlive(live, keys[number]!)) setBit(derived.sources[packedSource(names.bytes, at)]!, keys[number]!, true)
    at = entryEnd(names.bytes, at)
  }
}

function setSingles(data: IndexData, live: LiveSegment): void {
  const { dictionary, derived, columns } = data
  const { postings } = live.segment
  for (const kind of singleKinds) {
    const code = kindCode(kind)
    const single = growArray(derived.singles[kind], columns.capacity)
    derived.singles[kind] = single
    // From the highest attribute down, so that of several the lowest stays.
    for (let list = postings.attributes.length - 1; list >= 0; list--) {
      const attribute = postings.attributes[list]!
      if (dictionary.kinds[attribute] !== code) continue
      const end = readLiving(data, live, list, 0)
      for (let index = 0; index < end; index++) single[data.scratch[index]!] = attribute
    }
  }
}

/** Notes the models that have an attribute of a group more than once: those that are in several of its lists. */
function findRepeats(data: IndexData, live: LiveSegment): void {
  const { groups } = data.dictionary
  const { attributes } = live.segment.postings
  const listsOf = new Map<number, number[]>()
  for (let list = 0; list < attributes.length; list++) {
    const group = groups[attributes[list]!]!
    if (group === 0) continue
    const lists = listsOf.get(group)
    if (lists) lists.push(list)
    else listsOf.set(group, [list])
  }
  const { firstWord, words } = live.segment.postings
  // Each list has a key once; and marking what was met takes half the time that sorting all does.
  const met = new Uint32Array(words)
  for (const [group, lists] of listsOf) {
    if (lists.length === 1) continue
    let end = 0
    for (const list of lists) end = readLiving(data, live, list, end)
    const keys = data.scratch
    // Nearly all have but one such group: thousands of models share the list of it.
    const alone = [group]
    for (let index = 0; index < end; index++) {
      const word = (keys[index]! >>> 5) - firstWord
      const bit = 1 << keys[index]!
      if ((met[word]! & bit) === 0) met[word]! |= bit
      else addRepeat(data.derived.repeats, keys[index]!, alone)
    }
    for (let index = 0; index < end; index++) met[(keys[index]! >>> 5) - firstWord] = 0
  }
}

function addRepeat(repeats: Map<number, readonly number[]>, key: number, alone: readonly number[]): void {
  const known = repeats.get(key)
  repeats.set(key, known ? [...known, ...alone] : alone)
}

function countRemoved(data: IndexData): void {
  const { columns, derived, segments } = data
  derived.listed = derived.total.slice()
  const { listed } = derived
  forEachKey(intersect(planeSet(columns.removed), planeSet(columns.existing)), (key) => {
    const place = segments.place[key]!
    const live = segments.bySlot[place >>> numberBits]
    if (!live) return
    const count = readAttributes(data, live, place & numberMask)
    for (let index = 0; index < count; index++) listed[data.scratch[index]!]!--
  })
}

function countGroups({ dictionary, derived }: IndexData): void {
  const { groups, capacity } = dictionary
  for (let attribute = 1; attribute < capacity; attribute++) {
    if (groups[attribute] !== 0) derived.grouped[groups[attribute]!]! += derived.total[attribute]!
  }
}

function classifyModels({ columns, derived, dictionary, segments }: IndexData): void {
  const { license } = derived.singles
  const classes = new Uint8Array(dictionary.capacity).fill(licenseClasses.indexOf('unknown'))
  for (const [attribute, name] of derived.classOfLicense) classes[attribute] = licenseClasses.indexOf(name)
  const planes = licenseClasses.map((name) => derived.licenseClasses[name])
  for (let key = 1; key < columns.capacity; key++) {
    if (segments.place[key] !== 0) setBit(planes[classes[license[key]!]!]!, key, true)
  }
}

/** Reads the living keys of a list to `data.scratch`, from `at` on. @returns their end */
function readLiving(data: IndexData, live: LiveSegment, list: number, at: number): number {
  const { postings, keys } = live.segment
  data.scratch = growArray(data.scratch, at + postings.counts[list]!)
  const end = readList(postings, list, data.scratch, at)
  if (live.living === keys.length) return end
  let left = at
  for (let index = at; index < end; index++) {
    if (isAlive(live, data.scratch[index]!)) data.scratch[left++] = data.scratch[index]!
  }
  return left
}
