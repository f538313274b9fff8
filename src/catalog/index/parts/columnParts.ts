import { createBitPlane, setPlaneWords } from '../columns/bitPlane.ts'
import { blockBits, type Columns, namedPlanes, type NumberArray, reserveKeys, widen } from '../columns/createColumns.ts'
import { numberColumns } from '../indexedModel.ts'
import type { StatePart } from '../indexState.ts'
import { readSection, type Sections } from './readSection.ts'

const blockKeys = 1 << blockBits
const numberArrays = [Uint32Array, Float32Array, Float64Array] as const
const blockWords = blockKeys >>> 5

/** One part for each block of keys. */
export function listColumnParts(columns: Columns): StatePart[] {
  return columns.stamps.map((stamp, block) => ({
    name: `columns/${block}`,
    stamp: `${stamp}`,
    read: () => ({
      meta: { part: 'columns', block, capacity: columns.capacity, stamp },
      sections: cutBlock(columns, block),
    }),
  }))
}

export function readColumnPart(
  columns: Columns,
  { block, capacity, stamp }: { block: number; capacity: number; stamp: number },
  sections: Sections,
): void {
  reserveKeys(columns, capacity)
  columns.stamps[block] = stamp
  const firstKey = block * blockKeys
  for (const name of numberColumns) {
    const section = readSection<NumberArray>(sections, name, numberArrays)
    const column = columns.numbers[name]
    if (column instanceof Uint32Array && !(section instanceof Uint32Array)) widen(columns, name)
    columns.numbers[name].set(section, firstKey)
  }
  while (`nsfw${columns.nsfw.length}` in sections) columns.nsfw.push(createBitPlane())
  for (const [name, plane] of namedPlanes(columns)) {
    // Parts of different age may know fewer bits of the NSFW level.
    if (name in sections || !name.startsWith('nsfw')) {
      setPlaneWords(plane, readSection(sections, name, [Uint32Array]), firstKey >>> 5)
    }
  }
}

function cutBlock(columns: Columns, block: number): Sections {
  const firstKey = block * blockKeys
  const sections: Sections = {}
  for (const name of numberColumns) {
    const column: NumberArray = columns.numbers[name]
    sections[name] = column.subarray(firstKey, Math.min(firstKey + blockKeys, columns.capacity))
  }
  for (const [name, plane] of namedPlanes(columns)) {
    sections[name] = plane.bits.subarray(firstKey >>> 5, (firstKey >>> 5) + blockWords)
  }
  return sections
}
