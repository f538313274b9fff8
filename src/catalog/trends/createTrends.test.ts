import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { createTrends } from './createTrends.ts'
import { dayMs } from './snapshotDay.ts'
import type { Trends } from './trends.ts'

const start = Date.UTC(2026, 10, 2)

let test: TestCatalog
let trends: Trends
beforeEach(async () => {
  test = await openTestCatalog()
  trends = createTrends({
    database: test.database,
    index: test.index,
    catalog: test.catalog,
    clock: () => test.time.now,
  })
})
afterEach(() => test.close())

/** Writes the models as they are on a day, and takes its snapshot. */
async function onDay(day: number, likes: Record<string, number>, createdAt = start - 400 * dayMs): Promise<void> {
  test.time.now = start + day * dayMs + 3_600_000
  const records = Object.entries(likes).map(([id, count]) =>
    makeRecord(id, { likes: count, downloads: count * 10, task: 'text-generation', createdAt }),
  )
  await test.write(...records)
  await trends.takeSnapshot()
}

describe('trends', () => {
  it('have no rising models before there are two snapshots', async () => {
    await onDay(0, { 'a/one': 5 })
    const page = await trends.listRising()
    expect(page).toMatchObject({ models: [], snapshots: 1 })
  })

  it('rank by what was gained since a week ago, and leave out what gained nothing', async () => {
    await onDay(0, { 'a/steady': 1000, 'a/fast': 10, 'a/slow': 10 })
    await onDay(7, { 'a/steady': 1000, 'a/fast': 110, 'a/slow': 15 })
    const { models } = await trends.listRising()
    expect(models.map(({ entry }) => entry.id)).toEqual(['a/fast', 'a/slow'])
    expect(models[0]).toMatchObject({ likesGained: 100, downloadsGained: 1000, days: 7 })
    expect(models[0]?.score).toBeGreaterThan(models[1]?.score ?? 0)
    const { entries } = await test.catalog.search({ sort: 'rising' })
    expect(entries.map(({ id }) => id)).toEqual(['a/fast', 'a/slow', 'a/steady'])
  })

  it('count all that a model has when it came after the older snapshot', async () => {
    await onDay(0, { 'a/old': 10 })
    await onDay(8, { 'a/old': 12 })
    await onDay(9, { 'b/new': 50 }, start + 8 * dayMs)
    const { models } = await trends.listRising()
    expect(models[0]).toMatchObject({ entry: { id: 'b/new' }, likesGained: undefined })
  })

  it('forget the score of a model that stopped rising', async () => {
    await onDay(0, { 'a/one': 1, 'a/two': 1 })
    await onDay(7, { 'a/one': 100 })
    await onDay(15, { 'a/two': 9 })
    const { models } = await trends.listRising()
    expect(models.map(({ entry }) => entry.id)).toEqual(['a/two'])
  })

  it('keep one snapshot a day, the later one', async () => {
    await onDay(0, { 'a/one': 1 })
    await onDay(0, { 'a/one': 7 })
    const [series] = await trends.growthOf({ by: 'model', value: 'a/one' })
    expect(series?.days).toEqual([{ day: start, models: 1, downloads: 70, likes: 7 }])
  })

  it('add up models, downloads and likes of a task by day and source', async () => {
    await onDay(0, { 'a/one': 1, 'b/two': 2 })
    await onDay(1, { 'a/one': 4, 'b/two': 2, 'c/three': 5 })
    const series = await trends.growthOf({ by: 'task', value: 'TEXT-generation' })
    expect(series).toEqual([
      {
        by: 'task',
        value: 'text-generation',
        source: 'huggingface',
        days: [
          { day: start, models: 2, downloads: 30, likes: 3 },
          { day: start + dayMs, models: 3, downloads: 110, likes: 11 },
        ],
      },
    ])
    const authors = await trends.growthOf({ by: 'author', limit: 2 })
    expect(authors).toHaveLength(2)
  })

  it('say what they do not have', async () => {
    await onDay(0, { 'a/one': 1 })
    await expect(trends.growthOf({ by: 'license', value: 'mit' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(trends.growthOf({ by: 'model' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(trends.growthOf({ by: 'model', value: 'x/y' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('list the newest models first', async () => {
    await test.write(
      makeRecord('a/1', { createdAt: 10 }),
      makeRecord('a/2', { createdAt: 30 }),
      makeRecord('a/3', { createdAt: 20 }),
    )
    const page = await trends.listNew({ limit: 2 })
    expect(page.models.map(({ entry }) => entry.id)).toEqual(['a/2', 'a/3'])
    const rest = await trends.listNew({ limit: 2, cursor: page.nextCursor })
    expect(rest.models.map(({ entry }) => entry.id)).toEqual(['a/1'])
  })
})
