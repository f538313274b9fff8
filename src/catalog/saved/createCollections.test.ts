import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { createCollections } from './createCollections.ts'
import type { Collections } from './saved.ts'

let test: TestCatalog
let collections: Collections
beforeEach(async () => {
  test = await openTestCatalog()
  collections = createCollections({ ...test, clock: () => test.time.now })
  await test.write(makeRecord('a/one'), makeRecord('b/two'))
})
afterEach(() => test.close())

describe('a collection', () => {
  it('holds models in the order in which they were added, with notes', async () => {
    const { id } = await collections.create(' For the office ')
    await collections.add(id, 'b/two', 'small enough')
    test.time.now++
    const whole = await collections.add(id, 'a--one')
    expect(whole).toMatchObject({ name: 'For the office', modelsTotal: 2, updatedAt: test.time.now })
    expect(whole.models.map(({ slug, note }) => [slug, note])).toEqual([
      ['b--two', 'small enough'],
      ['a--one', ''],
    ])
    expect(whole.models[0]?.entry?.id).toBe('b/two')
  })

  it('keeps a note when the model is added again without one, and takes a new one', async () => {
    const { id } = await collections.create('x')
    await collections.add(id, 'a/one', 'first')
    expect((await collections.add(id, 'a/one')).models).toMatchObject([{ note: 'first' }])
    expect((await collections.add(id, 'a/one', '')).models).toMatchObject([{ note: '' }])
  })

  it('still shows a model that has left the catalog, and lets go of it', async () => {
    const { id } = await collections.create('x')
    await collections.add(id, 'a/one')
    await test.catalog.forgetAll('huggingface')
    expect((await collections.get(id)).models).toMatchObject([{ slug: 'a--one', entry: undefined }])
    expect((await collections.removeModel(id, 'a--one')).models).toEqual([])
    await expect(collections.removeModel(id, 'a--one')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('has a name of its own, in whatever letter case', async () => {
    const first = await collections.create('Work')
    await expect(collections.create('work')).rejects.toMatchObject({ code: 'CONFLICT' })
    const second = await collections.create('Play')
    await expect(collections.rename(second.id, 'WORK')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await collections.rename(first.id, 'WORK')).name).toBe('WORK')
    expect((await collections.list()).map(({ name }) => name)).toEqual(['Play', 'WORK'])
  })

  it('is gone with its models when it is removed', async () => {
    const { id } = await collections.create('x')
    await collections.add(id, 'a/one')
    expect(await collections.remove(id)).toMatchObject({ name: 'x', modelsTotal: 1 })
    expect(await collections.list()).toEqual([])
    for (const attempt of [collections.get(id), collections.remove(id), collections.add(id, 'a/one')]) {
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    const { total } = await test.database.kysely
      .selectFrom('collection_model')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    expect(total).toBe(0)
  })

  it('refuses names that are none, and models that nobody knows', async () => {
    for (const name of ['', '  ', 'a\nb', 'x'.repeat(201)]) {
      await expect(collections.create(name)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
    const { id } = await collections.create('x')
    await expect(collections.add(id, 'no/such')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })
})
