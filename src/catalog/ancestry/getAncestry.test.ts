import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import type { Relation } from '../catalog.ts'

describeEngines('getAncestry', (open) => {
  let test: TestCatalog
  beforeEach(async () => {
    test = await openTestCatalog(open)
  })
  afterEach(() => test.close())

  const child = (id: string, parents: string[], downloads = 0) =>
    makeRecord(id, {
      downloads,
      baseModels: parents.map((parent) => ({ id: parent, relation: 'finetune' as const, declared: true })),
    })
  // A parent's `id` is as the derivative writes it.
  const outline = (relations: Relation[]) =>
    relations.map(({ id, depth, entry }) => `${depth} ${entry?.id ?? `${id} (missing)`}`)

  it('lists both directions by depth, then downloads, missing parents last', async () => {
    await test.write(
      makeRecord('o/root'),
      child('o/mid', ['O/ROOT', 'o/lost'], 1),
      child('o/other', ['o/root'], 8),
      child('o/leaf', ['o/mid', 'o/elsewhere'], 2),
      child('o/top', ['o/mid', 'o/root'], 5),
    )
    const leaf = await test.catalog.getAncestry('o/leaf')
    expect(outline(leaf.ancestors)).toEqual(['1 o/mid', '1 o/elsewhere (missing)', '2 o/root', '2 o/lost (missing)'])
    expect(leaf.ancestors.map(({ id }) => id)).toContain('O/ROOT')
    expect([leaf.ancestorsTotal, leaf.descendantsTotal, leaf.descendants]).toEqual([4, 0, []])
    const root = await test.catalog.getAncestry('O/Root')
    expect(outline(root.descendants)).toEqual(['1 o/other', '1 o/top', '1 o/mid', '2 o/leaf'])
    expect(root.entry.id).toBe('o/root')
  })

  it('ends in cycles and self-loops', async () => {
    await test.write(child('o/a', ['o/c', 'o/a']), child('o/b', ['o/a'], 1), child('o/c', ['o/b']))
    for (const id of ['o/a', 'o/b', 'o/c']) {
      const { ancestors, descendants, cycle } = await test.catalog.getAncestry(id)
      expect(cycle).toEqual(id === 'o/a' ? ['o/a'] : expect.arrayContaining(['o/a', 'o/b', 'o/c']))
      expect(ancestors.map((relation) => relation.id).toSorted()).toEqual(
        ['o/a', 'o/b', 'o/c'].filter((other) => other !== id),
      )
      expect(descendants.map((relation) => relation.id).toSorted()).toEqual(
        ['o/a', 'o/b', 'o/c'].filter((other) => other !== id),
      )
    }
    const { parents, children } = await test.catalog.getModel('o/a')
    expect([outline(parents), outline(children)]).toEqual([['1 o/c'], ['1 o/b']])
  })

  it('counts all when it lists few, and stops at the depth', async () => {
    await test.write(
      ...Array.from({ length: 30 }, (_, index) => child(`o/${index}`, index > 0 ? [`o/${index - 1}`] : [])),
    )
    const all = await test.catalog.getAncestry('o/10', { limit: 2 })
    expect([outline(all.ancestors), all.ancestorsTotal]).toEqual([['1 o/9', '2 o/8'], 10])
    expect([outline(all.descendants), all.descendantsTotal]).toEqual([['1 o/11', '2 o/12'], 19])
    const near = await test.catalog.getAncestry('o/10', { depth: 3 })
    expect([near.ancestorsTotal, near.descendantsTotal]).toEqual([3, 3])
  })

  it('gives a child to the parent that it names exactly, of two that differ in case', async () => {
    await test.write(
      makeRecord('o/Base', { downloads: 9 }),
      makeRecord('o/base'),
      child('o/x', ['o/base']),
      child('o/y', ['o/BASE']),
    )
    expect(outline((await test.catalog.getAncestry('o/base')).descendants)).toEqual(['1 o/x'])
    expect(outline((await test.catalog.getAncestry('o/Base')).descendants)).toEqual(['1 o/y'])
    expect(outline((await test.catalog.getAncestry('o/x')).ancestors)).toEqual(['1 o/base'])
    expect(outline((await test.catalog.getAncestry('o/y')).ancestors)).toEqual(['1 o/Base'])
  })
})
