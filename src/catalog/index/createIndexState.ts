import { applyChanges } from './applyChanges.ts'
import { mergeAttributeWords, needsWordMerge } from './attributes/attributeWords.ts'
import { buildFrequentWords, type FrequentWordLimits, needsFrequentWords } from './attributes/frequentWords.ts'
import { createLoad } from './createLoad.ts'
import { createView } from './createView.ts'
import { buildFacetCodes, needsFacetCodes } from './find/facetCodes.ts'
import { buildHighest, needsHighest } from './find/highestKeys.ts'
import { createIndexData, type IndexData } from './indexData.ts'
import type { IndexState } from './indexState.ts'
import { listParts } from './parts/listParts.ts'
import { adoptPiece } from './pieces/adoptPiece.ts'
import { mergeSegments, needsSegmentMerge } from './segments/mergeSegments.ts'
import { findKey } from './segments/modelText.ts'

/** An empty index. @param limits see createIndexData */
export function createIndexState(limits?: FrequentWordLimits): IndexState {
  return openState(createIndexData(limits))
}

/** The index over data that was filled already. */
export function openState(data: IndexData): IndexState {
  return {
    view: createView(data),
    get attributeCapacity() {
      return data.dictionary.capacity
    },
    keyOf: (source, id) => findKey(data, source, id),
    apply: (changes) => applyChanges(data, changes),
    load: () => createLoad(data),
    get segments() {
      return data.segments.live.length
    },
    adopt: (piece) => adoptPiece(data, piece),
    needsMerge: () =>
      needsWordMerge(data.attributeWords) ||
      needsSegmentMerge(data) ||
      needsFacetCodes(data) ||
      needsFrequentWords(data) ||
      needsHighest(data),
    *merge() {
      yield* mergeAttributeWords(data.attributeWords)
      yield* mergeSegments(data)
      yield* completeParts(data)
      yield* buildHighest(data)
    },
    completeParts: () => completeParts(data),
    parts: () => listParts(data),
  }
}

function* completeParts(data: IndexData): Generator<void, void> {
  yield* buildFacetCodes(data)
  yield* buildFrequentWords(data)
}
