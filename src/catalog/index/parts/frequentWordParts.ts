import { frequentWordsVersion } from '../attributes/frequentWords.ts'
import type { IndexData } from '../indexData.ts'
import type { StatePart } from '../indexState.ts'
import { fromSections, toSections, type WordIndex } from '../words/wordIndex.ts'
import type { Sections } from './readSection.ts'

/** One part for each segment whose lists are made. */
export function listFrequentWordParts({
  segments,
  frequentWords,
}: Pick<IndexData, 'segments' | 'frequentWords'>): StatePart[] {
  return segments.live.flatMap(({ segment }): StatePart[] => {
    const lists = frequentWords.get(segment)
    if (lists === undefined) return []
    const meta = { part: 'frequent', serial: segment.serial, version: frequentWordsVersion }
    return [
      {
        name: `frequent/${segment.serial}`,
        stamp: `${frequentWordsVersion}`,
        read: () => ({ meta, sections: toSections(lists) }),
      },
    ]
  })
}

/** @returns undefined for lists of another version, which are to be made anew */
export function readFrequentWordsPart({ version }: { version: number }, sections: Sections): WordIndex | undefined {
  return version === frequentWordsVersion ? fromSections(sections) : undefined
}
