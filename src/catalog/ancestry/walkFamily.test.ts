import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { openTestView, type TestModel } from '../testing/openTestView.ts'
import { walkFamily } from './walkFamily.ts'

/** Keys are places in the list, from 1. */
function familyOf(models: readonly TestModel[], id: string, options = {}) {
  return walkFamily(openTestView(models), models.findIndex((model) => model.id === id) + 1, options)
}

describe('walkFamily', () => {
  it('lists both directions by depth, then downloads, missing parents last', () => {
    const models: TestModel[] = [
      { id: 'o/root' },
      { id: 'o/mid', parents: ['O/ROOT', 'o/lost'], downloads: 1 },
      { id: 'o/other', parents: ['o/root'], downloads: 8 },
      { id: 'o/leaf', parents: ['o/mid', 'quantized o/elsewhere'], downloads: 2 },
      { id: 'o/top', parents: ['o/mid', 'o/root'], downloads: 5 },
    ]
    const leaf = familyOf(models, 'o/leaf')
    expect(leaf.ancestors.map(({ depth, id, key }) => [depth, id, key])).toEqual([
      [1, 'o/mid', 2],
      [1, 'o/elsewhere', undefined],
      [2, 'O/ROOT', 1],
      [2, 'o/lost', undefined],
    ])
    expect([leaf.ancestorsTotal, leaf.descendantsTotal, leaf.cycle]).toEqual([4, 0, []])
    const root = familyOf(models, 'o/root')
    expect(root.descendants.map(({ depth, id }) => `${depth} ${id}`)).toEqual([
      '1 o/other',
      '1 o/top',
      '1 o/mid',
      '2 o/leaf',
    ])
  })

  it('counts all descendants by relation, depth and author, and groups them for drawing', () => {
    const models: TestModel[] = [
      { id: 'o/base' },
      ...Array.from({ length: 5 }, (_, index) => ({
        id: `a/tune-${index}`,
        parents: ['o/base'],
        downloads: index,
      })),
      ...Array.from({ length: 3 }, (_, index) => ({ id: `b/tune-${index}`, parents: ['o/base'], downloads: 9 })),
      { id: 'c/tune', parents: ['inferred_finetune o/base'], downloads: 40 },
      { id: 'c/gguf', parents: ['quantized a/tune-0'] },
    ]
    const { counts, aggregate, descendants, descendantsTotal } = familyOf(models, 'o/base', { limit: 2, top: 1 })
    expect([descendants.map(({ id }) => id), descendantsTotal]).toEqual([['c/tune', 'b/tune-0'], 10])
    expect(counts).toEqual({
      byRelation: [
        { relation: 'finetune', declared: 8, inferred: 1 },
        { relation: 'quantized', declared: 1, inferred: 0 },
      ],
      byDepth: [
        { depth: 1, count: 9 },
        { depth: 2, count: 1 },
      ],
      byAuthor: [
        { author: 'a', count: 5 },
        { author: 'b', count: 3 },
        { author: 'c', count: 2 },
      ],
    })
    expect(aggregate).toEqual([
      {
        depth: 1,
        relation: 'finetune',
        count: 9,
        authors: [{ author: 'a', count: 5 }],
        more: 4,
        examples: [
          { slug: 'c--tune', name: 'tune', downloads: 40 },
          { slug: 'b--tune-0', name: 'tune-0', downloads: 9 },
          { slug: 'b--tune-1', name: 'tune-1', downloads: 9 },
        ],
      },
      {
        depth: 2,
        relation: 'quantized',
        count: 1,
        authors: [{ author: 'c', count: 1 }],
        more: 0,
        examples: [{ slug: 'c--gguf', name: 'gguf', downloads: 0 }],
      },
    ])
  })

  it('names the shortest circle, and a self-loop by its one id', () => {
    const models: TestModel[] = [
      { id: 'o/a', parents: ['o/b', 'o/d'] },
      { id: 'o/b', parents: ['o/c'] },
      { id: 'o/c', parents: ['o/b', 'o/a'] },
      { id: 'o/d', parents: ['o/a'] },
      { id: 'o/self', parents: ['O/Self', 'o/a'] },
      { id: 'o/child', parents: ['o/self'] },
    ]
    expect(familyOf(models, 'o/a').cycle).toEqual(['o/a', 'o/d'])
    expect(familyOf(models, 'o/b').cycle).toEqual(['o/b', 'o/c'])
    expect(familyOf(models, 'o/self').cycle).toEqual(['o/self'])
    expect(familyOf(models, 'o/self').ancestors.map(({ id }) => id)).not.toContain('O/Self')
    expect(familyOf(models, 'o/child').cycle).toEqual([])
  })

  it('gives a child to the parent that it names exactly, of two that differ in case', () => {
    const models: TestModel[] = [
      { id: 'o/Base', downloads: 9 },
      { id: 'o/base' },
      { id: 'o/x', parents: ['o/base'] },
      { id: 'o/y', parents: ['o/BASE'] },
    ]
    expect(familyOf(models, 'o/base').descendants.map(({ id }) => id)).toEqual(['o/x'])
    expect(familyOf(models, 'o/Base').descendants.map(({ id }) => id)).toEqual(['o/y'])
    expect(familyOf(models, 'o/x').ancestors.map(({ key }) => key)).toEqual([2])
    expect(familyOf(models, 'o/y').ancestors.map(({ key }) => key)).toEqual([1])
  })

  it('agrees with a walk over plain lists, and its counts with each other', () => {
    const ids = fc.integer({ min: 0, max: 11 }).map((number) => `o/${number}`)
    const relations = fc.constantFrom('finetune', 'inferred_adapter', 'quantized', 'merge')
    const edges = fc.array(fc.tuple(ids, relations, ids), { maxLength: 30 })
    fc.assert(
      fc.property(edges, fc.integer({ min: 0, max: 4 }), (all, depth) => {
        // The last three are not in the catalog, so nothing is known of their parents.
        const edges = all.filter(([child]) => Number(child.slice(2)) < 9)
        const models = Array.from({ length: 9 }, (_, number): TestModel => {
          const id = `o/${number}`
          const parents = edges.flatMap(([child, relation, parent]) => (child === id ? `${relation} ${parent}` : []))
          return { id, author: `author-${number % 3}`, parents }
        })
        const view = openTestView(models)
        models.forEach(({ id }, place) => {
          const family = walkFamily(view, place + 1, { depth, limit: 100 })
          const up = reach(id, depth, (from) => edges.flatMap(([child, , parent]) => (child === from ? parent : [])))
          const down = reach(id, depth, (from) => edges.flatMap(([child, , parent]) => (parent === from ? child : [])))
          expect(new Map(family.ancestors.map((row) => [row.id, row.depth]))).toEqual(up)
          expect(new Map(family.descendants.map((row) => [row.id, row.depth]))).toEqual(down)
          const sum = (counts: readonly { count: number }[]) => counts.reduce((total, { count }) => total + count, 0)
          expect(family.descendantsTotal).toBe(down.size)
          expect(sum(family.counts.byDepth)).toBe(down.size)
          expect(sum(family.counts.byAuthor)).toBe(down.size)
          expect(sum(family.aggregate)).toBe(down.size)
          for (const { authors, more, count } of family.aggregate) expect(sum(authors) + more).toBe(count)
          const isOnCircle = reach(
            id,
            0,
            (from) => edges.flatMap(([child, , parent]) => (child === from ? parent : [])),
            true,
          )
          expect(family.cycle.length > 0).toBe(isOnCircle.has(id))
        })
      }),
      { numRuns: 50 },
    )
  })
})

/** What `next` leads to from `start`, with the fewest steps. @param depth 0 for any number */
function reach(start: string, depth: number, next: (from: string) => string[], withStart = false): Map<string, number> {
  const found = new Map<string, number>()
  let front = [start]
  const most = depth || Number.POSITIVE_INFINITY
  for (let steps = 1; front.length > 0 && steps <= most; steps++) {
    const reached = front.flatMap(next)
    front = []
    for (const id of reached) {
      if (found.has(id) || (id === start && !withStart)) continue
      found.set(id, steps)
      front.push(id)
    }
  }
  return found
}
