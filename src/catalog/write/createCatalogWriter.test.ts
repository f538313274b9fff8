import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, type ModelFields } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines, type TestDatabase } from '../../../test/support/engines.ts'
import type { CommittedChange } from '../index/catchUp/catchUpWith.ts'
import { readChanges } from '../index/catchUp/readChanges.ts'
import { readModels, readNumbers } from '../index/catchUp/readModels.ts'
import { type CatalogWriter, createCatalogWriter } from './createCatalogWriter.ts'
import { prepareRecord } from './prepareRecord.ts'

describeEngines('createCatalogWriter', (open) => {
  let test: TestDatabase
  let writer: CatalogWriter
  let handed: CommittedChange[]
  beforeEach(async () => {
    test = await open()
    handed = []
    writer = createCatalogWriter({
      database: test.database,
      clock: () => 5,
      onCommitted: (changes) => handed.push(...changes),
    })
  })
  afterEach(() => test.remove())

  const prepared = (id: string, fields: ModelFields = {}) => prepareRecord('huggingface', makeRecord(id, fields).record)
  const write = (...records: ReturnType<typeof prepared>[]) => writer.write((to) => to.writePrepared(records))
  /** What the index would read of a change, with attributes in one order. */
  const readBack = async (id: number) => {
    const { changes } = await readChanges(test.database.kysely, id - 1, 1)
    const [{ kind, keys } = { kind: 'parts', keys: [] }] = changes
    return kind === 'parts'
      ? { id, models: sorted(await readModels(test.database.kysely, keys)), numbers: [] }
      : { id, models: [], numbers: sorted(await readNumbers(test.database.kysely, keys)) }
  }
  const sorted = <M extends { key: number; attributes?: readonly number[] }>(models: readonly M[]) =>
    models
      .map((model) => (model.attributes ? { ...model, attributes: model.attributes.toSorted((a, b) => a - b) } : model))
      .toSorted((a, b) => a.key - b.key)

  it('hands over what the database holds, in the order of keys', async () => {
    await write(prepared('a/1', { tags: ['x', 'y'], gated: true, trendingScore: 2.5 }), prepared('a/2'))
    await write(
      prepared('a/3', { nsfwLevel: 8, baseModels: [{ id: 'a/1', relation: 'merge', declared: true }] }),
      prepared('a/2', { downloads: 7 }),
      prepared('a/1', { tags: ['z'], parameters: 8 }),
    )
    expect(handed.map(({ models, numbers }) => [models.map(({ id }) => id), numbers.map(({ key }) => key)])).toEqual([
      [['a/1', 'a/2'], []],
      [['a/1', 'a/3'], []],
      [[], [2]],
    ])
    for (const change of handed.slice(1)) {
      expect({ ...change, models: sorted(change.models), numbers: change.numbers }).toEqual(await readBack(change.id))
    }
  })

  it('hands over a model once, as it is at the end of the transaction', async () => {
    await write(prepared('a/1'), prepared('a/2'))
    handed = []
    await writer.write(async (to) => {
      await to.writePrepared([prepared('a/1', { tags: ['x'] }), prepared('a/3')])
      await to.writePrepared([prepared('a/1', { tags: ['y'] })])
      await to.markRemoved([3])
    })
    const [change] = handed
    expect(handed).toHaveLength(1)
    expect(sorted(change?.models ?? [])).toEqual((await readBack(change?.id ?? 0)).models)
    expect(change?.models.map(({ key, removed }) => [key, removed])).toEqual([
      [1, false],
      [3, true],
    ])
  })

  it('logs what it cannot hand over: removals and scores', async () => {
    await write(prepared('a/1'), prepared('a/2'))
    handed = []
    await writer.write((to) => to.markRemoved([2]))
    await writer.write((to) => to.setRising([{ key: 1, score: 0.5 }]))
    await writer.write((to) => to.setRising([{ key: 1, score: 0.5 }]))
    await writer.write((to) => to.markRemoved([2]))
    expect(handed).toEqual([])
    const { changes } = await readChanges(test.database.kysely, 1, 10)
    expect(changes.map(({ kind, keys }) => [kind, keys])).toEqual([
      ['numbers', [2]],
      ['numbers', [1]],
    ])
    // The score is not of the record: it stays when that changes.
    await write(prepared('a/1', { likes: 1 }))
    expect(handed.at(-1)?.numbers[0]?.numbers.rising).toBe(0.5)
  })

  it('hands over nothing when the transaction fails', async () => {
    const failed = writer.write(async (to) => {
      await to.writePrepared([prepared('a/1')])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect([handed, await readChanges(test.database.kysely, 0, 10)]).toEqual([[], { changes: [], lost: false }])
  })
})
