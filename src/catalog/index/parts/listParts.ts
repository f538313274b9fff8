import type { IndexData } from '../indexData.ts'
import type { StatePart } from '../indexState.ts'
import { listColumnParts } from './columnParts.ts'
import { listDictionaryParts } from './dictionaryParts.ts'
import { listSegmentParts, listWordParts } from './segmentParts.ts'

/** See IndexState.parts. */
export function listParts({ columns, dictionary, attributeWords, segments }: IndexData): StatePart[] {
  return [
    ...listColumnParts(columns),
    ...listDictionaryParts(dictionary),
    ...listWordParts(attributeWords),
    ...listSegmentParts(segments.live),
  ]
}
