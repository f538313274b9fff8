import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { runInSlices } from '../runInSlices.ts'
import { indexOf, openTestView, type TestModel } from '../testing/openTestView.ts'
import { buildFamilyGraph } from './buildFamilyGraph.ts'
import { createDescendantCounter } from './createDescendantCounter.ts'
import { findLargestFamilies } from './findLargestFamilies.ts'
import { getAuthor } from './getAuthor.ts'

const edges = fc.array(fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 })), { maxLength: 40 })

function modelsOf(edges: readonly (readonly [number, number])[]): TestModel[] {
  return Array.from({ length: 14 }, (_, place) => ({
    id: `author-${place % 3}/${place + 1}`,
    parents: edges.flatMap(([child, parent]) => (child === place + 1 ? `author-${(parent - 1) % 3}/${parent}` : [])),
    removed: place === 4,
    downloads: 1,
  }))
}

/** All that can be reached downwards, starts left out. */
function descend(edges: readonly (readonly [number, number])[], starts: readonly number[]): Set<number> {
  const found = new Set(starts)
  for (const key of found) for (const [child, parent] of edges) if (parent === key) found.add(child)
  for (const start of starts) found.delete(start)
  return found
}

describe('the largest families', () => {
  it('are those that walking each model gives, with circles and merges', async () => {
    await fc.assert(
      fc.asyncProperty(edges, fc.integer({ min: 1, max: 5 }), async (edges, limit) => {
        const view = openTestView(modelsOf(edges))
        const families = await runInSlices(indexOf(view), function* (slice) {
          const graph = yield* buildFamilyGraph(slice)
          return yield* findLargestFamilies(slice, graph, createDescendantCounter(graph), limit)
        })
        const all = Array.from({ length: 14 }, (_, place) => place + 1)
          .map((key) => ({
            key,
            descendants: descend(edges, [key]).size,
            children: new Set(edges.flatMap(([child, parent]) => (parent === key && child !== key ? child : []))).size,
          }))
          .filter(({ children }) => children > 0)
          .toSorted((a, b) => b.descendants - a.descendants || b.children - a.children || a.key - b.key)
        expect(families.map(({ descendants }) => descendants)).toEqual(
          all.slice(0, limit).map(({ descendants }) => descendants),
        )
        for (const family of families) expect(all).toContainEqual(family)
      }),
    )
  })

  it('of long merged chains are counted without following each way', async () => {
    // 2^60 ways lead from the first to the last.
    const models = Array.from({ length: 120 }, (_, place): TestModel => {
      const layer = Math.floor(place / 2)
      return { id: `o/${place}`, parents: layer === 0 ? [] : [`merge o/${layer * 2 - 2}`, `merge o/${layer * 2 - 1}`] }
    })
    const families = await runInSlices(indexOf(openTestView(models)), function* (slice) {
      const graph = yield* buildFamilyGraph(slice)
      return yield* findLargestFamilies(slice, graph, createDescendantCounter(graph), 3)
    })
    expect(families).toEqual([
      { key: 1, descendants: 118, children: 2 },
      { key: 2, descendants: 118, children: 2 },
      { key: 3, descendants: 116, children: 2 },
    ])
  })
})

describe('getAuthor', () => {
  it('counts the derivatives of all models of an author by others, each once', async () => {
    await fc.assert(
      fc.asyncProperty(edges, async (edges) => {
        const view = openTestView(modelsOf(edges))
        for (const number of [0, 1, 2]) {
          const own = Array.from({ length: 14 }, (_, place) => place + 1).filter((key) => (key - 1) % 3 === number)
          const listed = own.filter((key) => key !== 5).length
          expect(await getAuthor(indexOf(view), `AUTHOR-${number}`)).toEqual([
            {
              source: 'huggingface',
              author: `author-${number}`,
              models: listed,
              downloads: listed,
              likes: 0,
              derivatives: descend(edges, own).size,
            },
          ])
        }
      }),
    )
  })

  it('tells an author of two sources apart, and is empty for none', async () => {
    const view = openTestView([
      { id: 'Ann/a', likes: 2 },
      { id: '7', source: 'civitai', author: 'ann', downloads: 9 },
      { id: 'ann/b', likes: 3 },
    ])
    const found = await getAuthor(indexOf(view), 'ann')
    expect(
      found.map(({ source, author, models, downloads, likes }) => [source, author, models, downloads, likes]),
    ).toEqual([
      ['huggingface', 'Ann', 2, 0, 5],
      ['civitai', 'ann', 1, 9, 0],
    ])
    expect(await getAuthor(indexOf(view), 'nobody')).toEqual([])
  })
})
