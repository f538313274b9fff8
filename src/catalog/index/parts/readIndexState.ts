import { z } from 'zod'

import { classifyLicense } from '../../license/classifyLicense.ts'
import { reserveCounts } from '../applyChanges.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import type { FrequentWordLimits } from '../attributes/frequentWords.ts'
import { openState } from '../createIndexState.ts'
import type { FacetCodes } from '../find/facetCodes.ts'
import { createIndexData, type IndexData } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import type { IndexState } from '../indexState.ts'
import type { Segment } from '../segments/segment.ts'
import { fromSections, type WordIndex } from '../words/wordIndex.ts'
import { adoptSegments } from './adoptSegments.ts'
import { readCodesPart } from './codeParts.ts'
import { readColumnPart } from './columnParts.ts'
import { completeDictionary, readAttributesPart, readValuesPart } from './dictionaryParts.ts'
import { readFrequentWordsPart } from './frequentWordParts.ts'
import type { Sections } from './readSection.ts'
import { readSegmentPart } from './segmentParts.ts'

const natural = z.number().int().nonnegative()
const metaSchema = z.discriminatedUnion('part', [
  z.object({ part: z.literal('columns'), block: natural, capacity: natural, stamp: natural }),
  z.object({ part: z.literal('attributes'), block: natural }),
  z.object({ part: z.literal('values'), block: natural }),
  z.object({ part: z.literal('words'), serial: natural, attributes: natural }),
  z.object({ part: z.literal('segment'), serial: natural, firstWord: natural, words: natural }),
  z.object({ part: z.literal('codes'), serial: natural, version: natural }),
  z.object({ part: z.literal('frequent'), serial: natural, version: natural }),
])

/**
 * The index whose parts these are, in any order; it keeps their arrays. `parts()` of it names the same parts, with the
 * stamps that they have from now on. Facet codes and lists of frequent words that no part has
 * are still to be made; see IndexState.merge.
 * @param limits see createIndexData
 * @throws ZodError or TypeError when a part is not one of an index
 */
export function readIndexState(
  parts: Iterable<{ meta: Record<string, unknown>; sections: Sections }>,
  limits?: FrequentWordLimits,
): IndexState {
  const data = createIndexData(limits)
  const found: Found = { segments: [], codes: new Map(), frequent: new Map() }
  for (const { meta, sections } of parts) readPart(data, metaSchema.parse(meta), sections, found)
  completeDictionary(data.dictionary)
  classifyLicenses(data)
  reserveCounts(data)
  adoptSegments(data, found.segments)
  for (const segment of found.segments) {
    const codes = found.codes.get(segment.serial)
    if (codes) data.facetCodes.set(segment, codes)
    const frequent = found.frequent.get(segment.serial)
    if (frequent) data.frequentWords.set(segment, frequent)
  }
  return openState(data)
}

/** What is brought in when all parts are read. */
interface Found {
  segments: Segment[]
  /** By serial of the segment. */
  codes: Map<number, FacetCodes | undefined>
  frequent: Map<number, WordIndex | undefined>
}

function readPart(data: IndexData, meta: z.infer<typeof metaSchema>, sections: Sections, found: Found): void {
  switch (meta.part) {
    case 'columns':
      readColumnPart(data.columns, meta, sections)
      return
    case 'attributes':
      readAttributesPart(data.dictionary, meta.block, sections)
      return
    case 'values':
      readValuesPart(data.dictionary, meta.block, sections)
      return
    case 'words': {
      const { serial, attributes } = meta
      const words = data.attributeWords
      words.pieces = [...words.pieces, { serial, attributes, index: fromSections(sections) }]
      words.nextSerial = Math.max(words.nextSerial, serial + 1)
      return
    }
    case 'segment':
      found.segments.push(readSegmentPart(meta, sections))
      return
    case 'codes':
      found.codes.set(meta.serial, readCodesPart(meta, sections))
      return
    case 'frequent':
      found.frequent.set(meta.serial, readFrequentWordsPart(meta, sections))
  }
}

function classifyLicenses({ dictionary, derived }: IndexData): void {
  const { keys, count } = dictionary.byKind[kindCode('license')]!
  for (const key of keys.subarray(0, count)) derived.classOfLicense.set(key, classifyLicense(valueOf(dictionary, key)))
}
