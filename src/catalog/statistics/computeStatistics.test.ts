import { describe, expect, it } from 'vitest'

import { runInSlices } from '../runInSlices.ts'
import { indexOf, openTestView } from '../testing/openTestView.ts'
import { computeStatistics } from './computeStatistics.ts'
import { definitions } from './definitions.ts'

describe('computeStatistics', () => {
  const view = openTestView([
    {
      id: 'o/base',
      attributes: ['task text-generation', 'license mit', 'tag chat'],
      downloads: 500,
      likes: 7,
      parameters: 8e9,
      created: Date.UTC(2022, 2, 2),
    },
    {
      id: 'p/tune',
      parents: ['o/base'],
      attributes: ['task text-generation', 'license mit', 'tag chat'],
      downloads: 3,
      likes: 1,
      created: Date.UTC(2022, 4, 9),
    },
    { id: 'p/gguf', parents: ['quantized p/tune'], attributes: ['task text-generation'], downloads: 0 },
    { id: 'o/gone', parents: ['o/base'], attributes: ['license mit'], downloads: 9_999, removed: true },
    { id: '7', source: 'civitai', author: 'o', attributes: ['task lora', 'license other'], downloads: 80_000 },
  ])
  const computed = () => runInSlices(indexOf(view), computeStatistics)

  it('counts listed models by source, facet and task, and the removed beside them', async () => {
    const { sources, facets, licenseByTask } = await computed()
    expect(sources).toEqual([
      { source: 'huggingface', total: 3, removed: 1 },
      { source: 'civitai', total: 1, removed: 0 },
    ])
    expect(facets.find(({ field }) => field === 'license')?.values).toEqual([
      { value: 'mit', count: 2 },
      { value: 'other', count: 1 },
    ])
    expect(facets.find(({ field }) => field === 'tag')?.values).toEqual([{ value: 'chat', count: 2 }])
    expect(licenseByTask).toEqual([
      { task: 'text-generation', count: 3, licenses: [{ license: 'mit', count: 2 }] },
      { task: 'lora', count: 1, licenses: [{ license: 'other', count: 1 }] },
    ])
  })

  it('puts each listed model into one bucket of each field, or among the unknown', async () => {
    const { distributions } = await computed()
    const of = (source: string, field: string) =>
      distributions.find((one) => one.source === source && one.field === field)
    for (const { source, buckets, unknown } of distributions) {
      const counted = buckets.reduce((sum, { count }) => sum + count, unknown)
      expect(counted).toBe(source === 'huggingface' ? 3 : 1)
    }
    expect(of('huggingface', 'downloads')?.buckets.map(({ count }) => count)).toEqual([1, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    expect(of('huggingface', 'created')).toEqual({
      field: 'created',
      source: 'huggingface',
      buckets: [
        { from: Date.UTC(2022, 2), to: Date.UTC(2022, 3), count: 1 },
        { from: Date.UTC(2022, 3), to: Date.UTC(2022, 4), count: 0 },
        { from: Date.UTC(2022, 4), to: undefined, count: 1 },
      ],
      unknown: 1,
    })
    expect(of('civitai', 'created')).toEqual({ field: 'created', source: 'civitai', buckets: [], unknown: 1 })
    expect(of('huggingface', 'parameters')?.unknown).toBe(2)
  })

  it('lists tops and authors by source, never downloads of two in one list', async () => {
    const { tops, authors, families } = await computed()
    const top = (name: string, source: string) => tops.find((one) => one.name === name && one.source === source)?.keys
    expect(top('downloads', 'huggingface')).toEqual([1, 2, 3])
    expect(top('downloads', 'civitai')).toEqual([5])
    expect(top('created', 'huggingface')).toEqual([2, 1])
    expect(top('created', 'civitai')).toBeUndefined()
    expect(top('rising', 'huggingface')).toBeUndefined()
    expect(authors).toEqual([
      { source: 'huggingface', author: 'o', models: 1, downloads: 500, likes: 7, derivatives: 2 },
      { source: 'huggingface', author: 'p', models: 2, downloads: 3, likes: 1, derivatives: 0 },
      { source: 'civitai', author: 'o', models: 1, downloads: 80_000, likes: 0, derivatives: 0 },
    ])
    expect(families).toEqual([
      { key: 1, descendants: 3, children: 2 },
      { key: 2, descendants: 1, children: 1 },
    ])
  })

  it('says of each figure what it counts', async () => {
    const figures = [...Object.keys(await computed()), 'total', 'removed', 'derivatives', 'descendants', 'children']
    const fields = (await computed()).distributions.map(({ field }) => field)
    for (const name of [...figures, ...fields]) expect(definitions[name]).toMatch(/\.$/)
  })
})
