import type { AttributeWords } from '../attributes/attributeWords.ts'
import type { StatePart } from '../indexState.ts'
import type { LiveSegment } from '../segments/createSegments.ts'
import type { PackedEntries } from '../segments/packedEntries.ts'
import type { Segment } from '../segments/segment.ts'
import { fromSections, toSections } from '../words/wordIndex.ts'
import { readSection, type Sections } from './readSection.ts'

const postingArrays = ['attributes', 'counts', 'offsets', 'bits'] as const

/** One part for each segment. */
export function listSegmentParts(live: readonly LiveSegment[]): StatePart[] {
  return live.map(({ segment }) => ({
    name: `segment/${segment.serial}`,
    stamp: '',
    read: () => ({
      meta: { part: 'segment', serial: segment.serial, ...rangeOf(segment) },
      sections: cutSegment(segment),
    }),
  }))
}

/** One part for each piece of the words of attributes. */
export function listWordParts({ pieces }: AttributeWords): StatePart[] {
  return pieces.map(({ serial, attributes, index }) => ({
    name: `words/${serial}`,
    stamp: '',
    read: () => ({ meta: { part: 'words', serial, attributes }, sections: toSections(index) }),
  }))
}

export function readSegmentPart(
  { serial, firstWord, words }: { serial: number; firstWord: number; words: number },
  sections: Sections,
): Segment {
  const posting = (name: (typeof postingArrays)[number]) => readSection(sections, `postings.${name}`, [uint32])
  return {
    serial,
    keys: readSection(sections, 'keys', [uint32]),
    names: readTexts(sections, 'names'),
    attributes: readEntries(sections, 'attributes'),
    ids: readSection(sections, 'ids', [uint32]),
    postings: {
      attributes: posting('attributes'),
      counts: posting('counts'),
      offsets: posting('offsets'),
      bits: posting('bits'),
      bytes: readSection(sections, 'postings.bytes', [uint8]),
      firstWord,
      words,
    },
    words: fromSections(subsections(sections, 'words.')),
  }
}

const uint32 = Uint32Array<ArrayBuffer>
const uint8 = Uint8Array<ArrayBuffer>

function rangeOf({ postings: { firstWord, words } }: Segment): { firstWord: number; words: number } {
  return { firstWord, words }
}

function cutSegment({ keys, names, attributes, ids, postings, words }: Segment): Sections {
  const sections: Sections = {
    keys,
    'names.bytes': names.bytes,
    'names.offsets': names.offsets,
    'attributes.bytes': attributes.bytes,
    'attributes.offsets': attributes.offsets,
    ids,
    'postings.bytes': postings.bytes,
  }
  for (const name of postingArrays) sections[`postings.${name}`] = postings[name]
  for (const [name, section] of Object.entries(toSections(words))) sections[`words.${name}`] = section
  return sections
}

function readEntries(sections: Sections, name: string): PackedEntries {
  return {
    bytes: readSection(sections, `${name}.bytes`, [uint8]),
    offsets: readSection(sections, `${name}.offsets`, [uint32]),
  }
}

function readTexts(sections: Sections, name: string): Segment['names'] {
  const { bytes, offsets } = readEntries(sections, name)
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), offsets }
}

function subsections(sections: Sections, prefix: string): Sections {
  const found = Object.entries(sections).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(found.map(([name, section]) => [name.slice(prefix.length), section]))
}
