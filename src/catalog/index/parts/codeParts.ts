import { type FacetCodes, facetCodesVersion } from '../find/facetCodes.ts'
import type { IndexData } from '../indexData.ts'
import { attributeKinds } from '../indexedModel.ts'
import type { StatePart } from '../indexState.ts'
import type { Segment } from '../segments/segment.ts'
import { readSection, type Sections } from './readSection.ts'

const words = ['masked', 'attributes', 'starts', 'covered', 'fewest'] as const
const halves = ['codes', 'ends'] as const

/** One part for each segment whose facet codes are made: reading them takes a fraction of the time of making them. */
export function listCodeParts({ segments, facetCodes }: Pick<IndexData, 'segments' | 'facetCodes'>): StatePart[] {
  return segments.live.flatMap(({ segment }): StatePart[] => {
    const codes = facetCodes.get(segment)
    return codes === undefined ? [] : [listCodes(segment, codes)]
  })
}

/** @returns undefined for codes of another version, which are to be made anew */
export function readCodesPart({ version }: { version: number }, sections: Sections): FacetCodes | undefined {
  if (version !== facetCodesVersion) return undefined
  const read = (name: (typeof words)[number]) => readSection(sections, name, [uint32])
  const fewest = read('fewest')
  // A kind that came later is not among them.
  if (fewest.length !== attributeKinds.length) return undefined
  return {
    masked: read('masked'),
    attributes: read('attributes'),
    codes: readSection(sections, 'codes', [uint16]),
    starts: read('starts'),
    ends: readSection(sections, 'ends', [uint16]),
    covered: read('covered'),
    fewest,
  }
}

const uint32 = Uint32Array<ArrayBuffer>
const uint16 = Uint16Array<ArrayBuffer>

function listCodes({ serial }: Segment, codes: FacetCodes): StatePart {
  return {
    name: `codes/${serial}`,
    stamp: `${facetCodesVersion}`,
    read() {
      const sections: Sections = {}
      for (const name of [...words, ...halves]) sections[name] = codes[name]
      return { meta: { part: 'codes', serial, version: facetCodesVersion }, sections }
    },
  }
}
