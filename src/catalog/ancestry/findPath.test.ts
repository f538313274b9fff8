import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { runInSlices } from '../runInSlices.ts'
import { indexOf, openTestView, type TestModel } from '../testing/openTestView.ts'
import { searchPath } from './findPath.ts'

function pathOf(models: readonly TestModel[], from: string, to: string) {
  const [start, goal] = [from, to].map((id) => models.findIndex((model) => model.id === id) + 1) as [number, number]
  return runInSlices(indexOf(openTestView(models)), (slice) => searchPath(slice, start, goal))
}

describe('findPath', () => {
  it('goes up and down, and says how each step relates', async () => {
    const models: TestModel[] = [
      { id: 'o/base' },
      { id: 'o/tune', parents: ['o/base'] },
      { id: 'x/gguf', parents: ['inferred_quantized o/TUNE'] },
      { id: 'x/lora', parents: ['adapter o/base'] },
      { id: 'x/alone' },
    ]
    expect((await pathOf(models, 'x/gguf', 'x/lora')).map(({ id, key, step }) => ({ id, key, step }))).toEqual([
      { id: 'x/gguf', key: 3, step: undefined },
      { id: 'o/tune', key: 2, step: { relation: 'quantized', declared: false, direction: 'to-parent' } },
      { id: 'o/base', key: 1, step: { relation: 'finetune', declared: true, direction: 'to-parent' } },
      { id: 'x/lora', key: 4, step: { relation: 'adapter', declared: true, direction: 'to-child' } },
    ])
    expect(await pathOf(models, 'x/gguf', 'x/alone')).toEqual([])
    expect((await pathOf(models, 'o/tune', 'o/tune')).map(({ id }) => id)).toEqual(['o/tune'])
  })

  it('goes through a parent that the catalog does not have', async () => {
    const models: TestModel[] = [
      { id: 'a/one', parents: ['gone/Base'] },
      { id: 'b/two', parents: ['merge GONE/base', 'o/other'] },
    ]
    expect((await pathOf(models, 'a/one', 'b/two')).map(({ id, key, step }) => [id, key, step?.direction])).toEqual([
      ['a/one', 1, undefined],
      ['gone/Base', undefined, 'to-parent'],
      ['b/two', 2, 'to-child'],
    ])
  })

  it('does not lead from one source to another', async () => {
    const models: TestModel[] = [{ id: 'o/base' }, { id: '7', source: 'civitai', parents: ['o/base'] }]
    expect(await pathOf(models, 'o/base', '7')).toEqual([])
  })

  it('is as short as the distance in the graph without directions', async () => {
    const ids = fc.integer({ min: 0, max: 13 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(ids, ids), { maxLength: 20 }), ids, ids, async (edges, from, to) => {
        // The last two are not in the catalog.
        const known = (number: number) => number < 12
        fc.pre(known(from) && known(to))
        const models = Array.from({ length: 12 }, (_, number): TestModel => ({
          id: `o/${number}`,
          parents: edges.flatMap(([child, parent]) => (child === number ? `o/${parent}` : [])),
        }))
        const steps = await pathOf(models, `o/${from}`, `o/${to}`)
        const real = edges.filter(([child]) => known(child))
        expect(steps.length).toBe((distance(real, from, to) ?? -1) + 1)
        steps.forEach(({ id, step }, place) => {
          if (place === 0) return
          const pair = [steps[place - 1]?.id, id]
          if (step?.direction === 'to-child') pair.reverse()
          expect(real.map(([child, parent]) => [`o/${child}`, `o/${parent}`])).toContainEqual(pair)
        })
      }),
      { numRuns: 100 },
    )
  })
})

function distance(edges: readonly (readonly [number, number])[], from: number, to: number): number | undefined {
  const found = new Map([[from, 0]])
  for (const [place, steps] of found) {
    for (const [a, b] of edges) {
      if (a === place && !found.has(b)) found.set(b, steps + 1)
      if (b === place && !found.has(a)) found.set(a, steps + 1)
    }
  }
  return found.get(to)
}
