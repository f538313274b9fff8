import { sourceNames } from '../../../ids/slug.ts'
import { requiredBytes } from '../../fit/fitFormula.ts'
import { keepsContext } from '../../fit/keepsContext.ts'
import { type EntryFilter, type FitFilter, rangeFields } from '../../search/searchQuery.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import { hasBit, planeSet } from '../columns/bitPlane.ts'
import type { NumberArray } from '../columns/createColumns.ts'
import { type DocSet, fromBits, fromSorted, intersect } from '../docSet.ts'
import { type IndexData, recalled } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import { takeBits } from '../lendBits.ts'

/** Of so large a part of all models all may as well be looked at. */
const manyModels = 1 / 3

/** The models whose numbers are in every range of the filter, and that fit. A number that is unknown is in no range. */
export function matchNumbers(data: IndexData, { ranges, fit }: EntryFilter, models: DocSet): DocSet {
  let left = models
  for (const field of rangeFields) {
    const { from, to } = ranges?.[field] ?? {}
    if (from === undefined && to === undefined) continue
    const [least, most] = [from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY]
    const { existing, numbers } = data.columns
    if (left.count < manyModels * existing.count) left = withinRange(left, numbers[field], least, most)
    else {
      // People choose the same ranges again.
      const name = `${field} from ${least} to ${most}`
      const within = recalled(data, name, () => withinRange(planeSet(existing), numbers[field], least, most))
      left = intersect(left, within)
    }
  }
  return fit ? thatFit(data, left, fit) : left
}

function withinRange(models: DocSet, column: NumberArray, from: number, to: number): DocSet {
  if (models.kind === 'array') {
    return fromSorted(models.keys.filter((key) => column[key]! >= from && column[key]! <= to))
  }
  const { bits } = models
  const left = takeBits(bits.length, true)
  let count = 0
  for (let index = 0; index < bits.length; index++) {
    let kept = 0
    for (let word = bits[index]!; word !== 0; word &= word - 1) {
      const bit = word & -word
      const value = column[(index << 5) | (31 - Math.clz32(bit))]!
      if (value < from || !(value <= to)) continue
      kept |= bit
      count++
    }
    left[index] = kept
  }
  return fromBits(left, count)
}

function thatFit(data: IndexData, models: DocSet, { memory, context }: FitFilter): DocSet {
  const { weights, parameters } = data.columns.numbers
  const keeps = createContextTest(data)
  return keepKeys(models, (key) => {
    const bytes = weights[key]!
    // Most are told apart by this alone, without the root in the formula.
    if (!(bytes <= memory)) return false
    return requiredBytes(bytes, parameters[key]!, keeps(key) ? context : 0) <= memory
  })
}

function keepKeys(models: DocSet, keep: (key: number) => boolean): DocSet {
  if (models.kind === 'array') return fromSorted(models.keys.filter(keep))
  const { bits } = models
  const left = takeBits(bits.length)
  let count = 0
  for (let index = 0; index < bits.length; index++) {
    for (let word = bits[index]!; word !== 0; word &= word - 1) {
      const bit = word & -word
      if (!keep((index << 5) | (31 - Math.clz32(bit)))) continue
      left[index]! |= bit
      count++
    }
  }
  return fromBits(left, count)
}

/** Whether a model needs memory for its context; see fit/keepsContext.ts. */
function createContextTest({ dictionary, derived }: IndexData): (key: number) => boolean {
  const tasks = dictionary.byKind[kindCode('task')]!
  const keeping = new Set<number>()
  for (const task of tasks.keys.subarray(0, tasks.count)) {
    if (keepsContext(valueOf(dictionary, task), '')) keeping.add(task)
  }
  const sourcesKeeping = derived.sources.filter((_, source) => keepsContext(undefined, sourceNames[source]!))
  const { task: taskOf } = derived.singles
  return (key) => {
    const task = taskOf[key]!
    return task === 0 ? sourcesKeeping.some((plane) => hasBit(plane, key)) : keeping.has(task)
  }
}
