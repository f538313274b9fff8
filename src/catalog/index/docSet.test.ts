import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { countBits } from './countBits.ts'
import {
  type DocSet,
  countIntersection,
  emptySet,
  forEachKey,
  fromBits,
  fromSorted,
  has,
  intersect,
  removeFromBits,
  subtract,
  toBits,
  toKeys,
  unite,
} from './docSet.ts'

/** Keys of every density: a few far apart, many close together, runs. */
const keys = fc
  .tuple(fc.constantFrom(3, 40, 1000, 100_000), fc.integer({ min: 0, max: 400 }), fc.integer())
  .chain(([most, size]) => fc.uniqueArray(fc.integer({ min: 0, max: most }), { maxLength: size }))
  .map((all) => all.toSorted((a, b) => a - b))

function setOf(all: readonly number[]): DocSet {
  return fromSorted(Uint32Array.from(all))
}

function expectSet(set: DocSet, expected: Iterable<number>): void {
  const all = [...expected].toSorted((a, b) => a - b)
  expect([...toKeys(set)]).toEqual(all)
  expect(set.count).toBe(all.length)
}

describe('docSet', () => {
  it('keeps keys whichever form it takes', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 100_001 }), (all, probe) => {
        const set = setOf(all)
        expectSet(set, all)
        // The smaller form, so that memory stays bounded.
        expect(set.kind).toBe(all.length > ((all.at(-1) ?? 0) >>> 5) + 1 ? 'bits' : 'array')
        expectSet(fromBits(toBits(set)), all)
        expectSet(fromBits(toBits(set, 1000)), all)
        expect(has(set, probe)).toBe(all.includes(probe))
        for (const key of all.slice(0, 20)) expect(has(set, key)).toBe(true)
        const visited: number[] = []
        forEachKey(set, (key) => visited.push(key))
        expect(visited).toEqual(all)
      }),
    )
  })

  it('intersects, unites and subtracts as sets do', () => {
    fc.assert(
      fc.property(keys, keys, keys, (a, b, c) => {
        const [one, two, three] = [setOf(a), setOf(b), setOf(c)]
        expectSet(intersect(one, two), new Set(a).intersection(new Set(b)))
        expect(countIntersection(one, two)).toBe(new Set(a).intersection(new Set(b)).size)
        expectSet(subtract(one, two), new Set(a).difference(new Set(b)))
        expectSet(unite([one, two, three]), new Set([...a, ...b, ...c]))
        // The operands are as before.
        expectSet(one, a)
        expectSet(two, b)
      }),
      { numRuns: 500 },
    )
  })

  it('unites no sets to the empty set', () => {
    expect(unite([])).toBe(emptySet())
    expect(unite([emptySet(), emptySet()])).toEqual(emptySet())
  })

  it('removes keys that lie beyond the bits without growing them', () => {
    const bits = toBits(setOf([1, 2, 3]))
    removeFromBits(bits, setOf([2, 100_000]))
    expect([...bits]).toEqual([0b1010])
    removeFromBits(bits, fromBits(new Uint32Array(9).fill(0xffffffff)))
    expect([...bits]).toEqual([0])
  })

  it('counts bits in any number of words', () => {
    fc.assert(
      fc.property(fc.uint32Array({ maxLength: 50 }), (bits) => {
        let count = 0
        for (const word of bits) count += word.toString(2).replaceAll('0', '').length
        expect(countBits(bits)).toBe(count)
      }),
    )
  })
})
