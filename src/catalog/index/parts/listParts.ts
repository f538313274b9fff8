import type { IndexData } from '../indexData.ts'
import type { StatePart } from '../indexState.ts'
import { listCodeParts } from './codeParts.ts'
import { listColumnParts } from './columnParts.ts'
import { listDictionaryParts } from './dictionaryParts.ts'
import { listFrequentWordParts } from './frequentWordParts.ts'
import { listSegmentParts, listWordParts } from './segmentParts.ts'

/** See IndexState.parts. */
export function listParts(data: IndexData): StatePart[] {
  const { columns, dictionary, attributeWords, segments } = data
  return [
    ...listColumnParts(columns),
    ...listDictionaryParts(dictionary),
    ...listWordParts(attributeWords),
    ...listSegmentParts(segments.live),
    ...listCodeParts(data),
    ...listFrequentWordParts(data),
  ]
}
