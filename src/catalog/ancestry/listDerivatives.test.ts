import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { toAtom } from '../feeds/toAtom.ts'
import { toJsonFeed } from '../feeds/toJsonFeed.ts'
import { derivativesFeed } from './derivativesFeed.ts'

describeEngines('listDerivatives', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
    await test.write(
      makeRecord('o/base', { createdAt: 1_000 }),
      child('a/old', 'o/base', 2_000),
      child('a/new', 'o/base', 9_000),
      child('b/undated', 'o/base'),
      child('b/grandchild', 'a/old', 5_000),
      child('b/twin', 'a/old', 5_000),
      child('c/other', 'o/elsewhere', 8_000),
    )
  })
  afterEach(() => test.close())

  const child = (id: string, parent: string, createdAt?: number) =>
    makeRecord(id, {
      ...(createdAt === undefined ? {} : { createdAt }),
      baseModels: [{ id: parent, relation: 'finetune', declared: true }],
    })

  it('lists descendants over any number of steps, the newest first, those without a date last', async () => {
    const { entries, total, nextCursor } = await test.catalog.listDerivatives('o/base')
    expect(entries.map(({ id }) => id)).toEqual(['a/new', 'b/twin', 'b/grandchild', 'a/old', 'b/undated'])
    expect([total, nextCursor]).toEqual([5, undefined])
    const recent = await test.catalog.listDerivatives('o/base', { since: 5_000 })
    expect([recent.entries.map(({ id }) => id), recent.total]).toEqual([['a/new', 'b/twin', 'b/grandchild'], 3])
    expect(await test.catalog.listDerivatives('b/twin')).toEqual({ entries: [], total: 0, nextCursor: undefined })
  })

  it('gives each once over pages, while others are written', async () => {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await test.catalog.listDerivatives('o/base', { limit: 2, cursor })
      found.push(...page.entries.map(({ id }) => id))
      cursor = page.nextCursor
      await test.write(child(`z/newer-${found.length}`, 'o/base', 10_000 + found.length))
    } while (cursor !== undefined)
    expect(found).toEqual(['a/new', 'b/twin', 'b/grandchild', 'a/old', 'b/undated'])
  })

  it('leaves out what its source lists no longer, and goes on through it', async () => {
    const { entries } = await test.catalog.listDerivatives('o/base')
    const old = entries.find(({ id }) => id === 'a/old')
    expect(old?.removedAt).toBeUndefined()
    const { key } = await test.database.kysely
      .selectFrom('models')
      .select('key')
      .where('source_id', '=', 'a/old')
      .executeTakeFirstOrThrow()
    await test.catalog.write((writer) => writer.markRemoved([key]))
    const after = await test.catalog.listDerivatives('o/base')
    expect(after.entries.map(({ id }) => id)).toEqual(['a/new', 'b/twin', 'b/grandchild', 'b/undated'])
  })

  it('refuses the cursor of another model, and limits out of bounds', async () => {
    const { nextCursor } = await test.catalog.listDerivatives('o/base', { limit: 1 })
    expect(nextCursor).toEqual(expect.any(String))
    const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' })
    await expect(test.catalog.listDerivatives('a/old', { cursor: nextCursor })).rejects.toEqual(refusal)
    await expect(test.catalog.listDerivatives('o/base', { cursor: nextCursor, since: 1 })).rejects.toEqual(refusal)
    for (const limit of [0, 101, 1.5, Number.NaN]) {
      await expect(test.catalog.listDerivatives('o/base', { limit })).rejects.toEqual(refusal)
    }
  })

  it('is written as a feed whose ids do not depend on its address', async () => {
    const model = await test.catalog.getEntry('o/base')
    const { entries } = await test.catalog.listDerivatives('o/base', { limit: 2 })
    const at = (host: string) =>
      derivativesFeed(model, entries, {
        links: { self: `${host}/feed`, page: `${host}/models/o--base` },
        pageOf: ({ slug }) => `${host}/models/${slug}`,
      })
    const [one, two] = [at('http://one'), at('http://two')]
    expect(one.items.map(({ id }) => id)).toEqual(two.items.map(({ id }) => id))
    expect([one.id, one.title, one.updatedAt]).toEqual([two.id, 'Derivatives of o/base', 9_000])
    expect(toAtom(one)).toContain('<link rel="alternate" type="text/html" href="http://one/models/a--new"/>')
    expect(JSON.parse(toJsonFeed(one))).toMatchObject({ items: [{ title: 'a/new' }, { title: 'b/twin' }] })
    expect(derivativesFeed(model, [], { links: one.links, pageOf: () => '' }).updatedAt).toBe(model.indexedAt)
  })
})
