import { sourceNames } from '../../ids/slug.ts'
import { classifyLicense } from '../license/classifyLicense.ts'
import { collectAttributeWords } from './attributes/attributeWords.ts'
import { addAttribute } from './attributes/createDictionary.ts'
import { noRank, rankOfKind } from './attributes/relationKinds.ts'
import { hasBit, setBit } from './columns/bitPlane.ts'
import { setNumbers, touchBlock } from './columns/createColumns.ts'
import { noteDownloads } from './columns/mostDownloads.ts'
import { growArray } from './growArray.ts'
import type { IndexData } from './indexData.ts'
import { type Attribute, type IndexedModel, type IndexedNumbers, kindCode } from './indexedModel.ts'
import type { IndexChanges } from './indexState.ts'
import { adoptModels, forgetModel, setRemoved } from './segments/adoptModels.ts'
import { attributesKnownTo, createSegmentBuilder } from './segments/createSegmentBuilder.ts'
import { openSegment } from './segments/createSegments.ts'
import { finishNow } from './segments/finishNow.ts'
import { findKey } from './segments/modelText.ts'

/** Brings changes in at once; see IndexState.apply. */
export function applyChanges(
  data: IndexData,
  { attributes = [], models = [], numbers = [], forgotten = [] }: IndexChanges,
): void {
  const words = collectAttributeWords(data.attributeWords)
  words.add(addAttributes(data, attributes))
  words.finish()
  for (const key of forgotten) {
    forgetModel(data, key)
    touchBlock(data.columns, key)
  }
  addModels(data, models)
  for (const model of numbers) if (hasBit(data.columns.existing, model.key)) applyNumbers(data, model)
  data.version++
}

/** Takes in attributes, but not their words. @returns those that are new */
export function addAttributes(data: IndexData, attributes: readonly Attribute[]): Attribute[] {
  const { derived, dictionary } = data
  const added = attributes.filter((attribute) => addAttribute(dictionary, attribute))
  if (added.length === 0) return added
  for (const { key, kind, value } of added) {
    if (kind === 'license') derived.classOfLicense.set(key, classifyLicense(value))
    if (rankOfKind[kindCode(kind)] !== noRank) markParents(data, value)
  }
  reserveCounts(data)
  return added
}

/** Takes note that models of this id may have derivatives. */
function markParents(data: IndexData, id: string): void {
  for (const source of sourceNames) {
    const key = findKey(data, source, id)
    if (key !== undefined && setBit(data.columns.parents, key, true)) touchBlock(data.columns, key)
  }
}

/** Makes room for the counts of all attributes. */
export function reserveCounts({ derived, dictionary }: IndexData): void {
  derived.total = growArray(derived.total, dictionary.capacity)
  derived.only = growArray(derived.only, dictionary.capacity)
  derived.listed = growArray(derived.listed, dictionary.capacity)
  derived.grouped = growArray(derived.grouped, dictionary.capacity)
}

/** Sets a model's numbers and flags, before its copy in a new segment is adopted. */
export function applyNumbers(data: IndexData, model: IndexedNumbers): void {
  setNumbers(data.columns, model)
  setRemoved(data, model.key, model.removed)
  noteDownloads(data, model.key)
}

function addModels(data: IndexData, models: readonly IndexedModel[]): void {
  if (models.length === 0) return
  const builder = createSegmentBuilder(attributesKnownTo(data.dictionary), models.length)
  for (const model of inOrder(models)) {
    applyNumbers(data, model)
    builder.add(model)
  }
  const live = openSegment(data.segments, finishNow(builder.finish(data.segments.nextSerial)))
  finishNow(adoptModels(data, live))
}

/** By key; of several copies of a model the last. */
function inOrder(models: readonly IndexedModel[]): readonly IndexedModel[] {
  if (models.every(({ key }, index) => index === 0 || models[index - 1]!.key < key)) return models
  const byKey = new Map(models.map((model) => [model.key, model]))
  return [...byKey.values()].sort((a, b) => a.key - b.key)
}
