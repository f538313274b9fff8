import { z } from 'zod'

import { classifyLicense } from '../../license/classifyLicense.ts'
import { reserveCounts } from '../applyChanges.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import { openState } from '../createIndexState.ts'
import { createIndexData, type IndexData } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import type { IndexState } from '../indexState.ts'
import type { Segment } from '../segments/segment.ts'
import { fromSections } from '../words/wordIndex.ts'
import { adoptSegments } from './adoptSegments.ts'
import { readColumnPart } from './columnParts.ts'
import { completeDictionary, readAttributesPart, readValuesPart } from './dictionaryParts.ts'
import type { Sections } from './readSection.ts'
import { readSegmentPart } from './segmentParts.ts'

const natural = z.number().int().nonnegative()
const metaSchema = z.discriminatedUnion('part', [
  z.object({ part: z.literal('columns'), block: natural, capacity: natural, stamp: natural }),
  z.object({ part: z.literal('attributes'), block: natural }),
  z.object({ part: z.literal('values'), block: natural }),
  z.object({ part: z.literal('words'), serial: natural, attributes: natural }),
  z.object({ part: z.literal('segment'), serial: natural, firstWord: natural, words: natural }),
])

/**
 * The index whose parts these are, in any order; it keeps their arrays. `parts()` of it names the same parts, with the
 * stamps that they have from now on.
 * @throws ZodError or TypeError when a part is not one of an index
 */
export function readIndexState(parts: Iterable<{ meta: Record<string, unknown>; sections: Sections }>): IndexState {
  const data = createIndexData()
  const segments: Segment[] = []
  for (const { meta, sections } of parts) {
    const segment = readPart(data, metaSchema.parse(meta), sections)
    if (segment) segments.push(segment)
  }
  completeDictionary(data.dictionary)
  classifyLicenses(data)
  reserveCounts(data)
  adoptSegments(data, segments)
  return openState(data)
}

function readPart(data: IndexData, meta: z.infer<typeof metaSchema>, sections: Sections): Segment | undefined {
  switch (meta.part) {
    case 'columns':
      readColumnPart(data.columns, meta, sections)
      return undefined
    case 'attributes':
      readAttributesPart(data.dictionary, meta.block, sections)
      return undefined
    case 'values':
      readValuesPart(data.dictionary, meta.block, sections)
      return undefined
    case 'words': {
      const { serial, attributes } = meta
      const words = data.attributeWords
      words.pieces = [...words.pieces, { serial, attributes, index: fromSections(sections) }]
      words.nextSerial = Math.max(words.nextSerial, serial + 1)
      return undefined
    }
    case 'segment':
      return readSegmentPart(meta, sections)
  }
}

function classifyLicenses({ dictionary, derived }: IndexData): void {
  const { keys, count } = dictionary.byKind[kindCode('license')]!
  for (const key of keys.subarray(0, count)) derived.classOfLicense.set(key, classifyLicense(valueOf(dictionary, key)))
}
