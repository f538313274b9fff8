import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import {
  makeRecord,
  openBeside,
  openTestCatalog,
  type TestCatalog,
  type TestRecord,
} from '../../../test/contracts/catalogFixtures.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import type { ImportReport } from './importCatalog.ts'
import { killImportAt } from './testing/killImportAt.ts'

const none = { added: 0, changed: 0, unchanged: 0, rejected: 0 }

describeEngines('an import in a thread', (open) => {
  let test: TestCatalog
  let folder: string
  let file: string
  beforeEach(async () => {
    test = await openTestCatalog(open)
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-import-'))
    file = join(folder, 'catalog.ndjson')
  })
  afterEach(async () => {
    await test.close()
    await rm(folder, { recursive: true })
  })

  const many = (count: number, tag: string, from = 0) =>
    Array.from({ length: count }, (_, index) =>
      makeRecord(`o/m${from + index}`, { tags: [tag], likes: tag.length, datasets: [`d${index % 40}`] }),
    )
  const save = (records: readonly TestRecord[]) =>
    writeFile(file, records.map(({ record }) => JSON.stringify(record)).join('\n'))
  const total = async (tag: string, catalog = test.catalog) => (await catalog.search({ tag: [tag], limit: 1 })).total

  it('writes what its file holds, finds all of it at its end, and says how far it is', async () => {
    await test.write(...many(1_500, 'old'))
    await save([...many(1_000, 'new', 1_000), ...many(500, 'old')])
    const reports: ImportReport[] = []
    test.time.now = 5_000_000
    expect(await test.catalog.importBundle(file, { onProgress: (report) => reports.push(report) })).toEqual({
      ...none,
      added: 500,
      changed: 500,
      unchanged: 500,
    })
    expect(reports.at(-1)?.done).toBe(1_500)
    expect([await total('old'), await total('new')]).toEqual([1_000, 1_000])
    expect((await test.catalog.getEntry('o/m1999')).indexedAt).toBe(5_000_000)
    const beside = await openBeside(test)
    expect([await total('old', beside.catalog), await total('new', beside.catalog)]).toEqual([1_000, 1_000])
    await beside.close()
    expect(await test.catalog.importBundle(file)).toEqual({ ...none, unchanged: 1_500 })
  })

  it('leaves every search with the old or the new of each model, and other writes are found at once', async () => {
    await test.write(...many(2_000, 'old'))
    await save(many(2_000, 'new'))
    const state = { running: true }
    const importing = test.catalog.importBundle(file, { modelsPerTransaction: 100 }).finally(() => {
      state.running = false
    })
    let last = 0
    for (let round = 0; state.running; round++) {
      const { total: all, facets } = await test.catalog.search({ author: ['o'], limit: 1, facets: ['tag'] })
      const counts = new Map(facets?.[0]?.values.map(({ value, count }) => [value, count]))
      expect([all, (counts.get('old') ?? 0) + (counts.get('new') ?? 0)]).toEqual([2_000, 2_000])
      expect(counts.get('new') ?? 0).toBeGreaterThanOrEqual(last)
      last = counts.get('new') ?? 0
      if (round < 20) {
        await test.write(makeRecord(`other/m${round}`, { tags: ['other'] }))
        expect(await total('other')).toBe(round + 1)
      }
      await new Promise(setImmediate)
    }
    expect(await importing).toEqual({ ...none, changed: 2_000 })
    expect([await total('old'), await total('new')]).toEqual([0, 2_000])
  })

  it('keeps what others change meanwhile in models of its file', async () => {
    await test.write(...many(1_000, 'old'))
    await save(many(1_000, 'new'))
    const importing = test.catalog.importBundle(file, { modelsPerTransaction: 50 })
    for (let round = 0; round < 10; round++) {
      await test.write(makeRecord('o/m1', { tags: ['mine'], likes: round }))
    }
    await importing
    const kept = await test.catalog.getEntry('o/m1')
    expect(await total(kept.tags[0] ?? '')).toBe(kept.tags[0] === 'mine' ? 1 : 1_000)
    expect((await total('mine')) + (await total('new'))).toBe(1_000)
  })

  it('stops when it is cancelled or the catalog is closed, and goes on where it was', async () => {
    await save(many(3_000, 'x'.repeat(300)))
    const stop = new AbortController()
    const cancelled = test.catalog.importBundle(file, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
      modelsPerTransaction: 40,
    })
    await expect(cancelled).rejects.toThrow(expect.objectContaining({ code: 'CANCELLED' }))
    const before = await test.catalog.countEntries()
    expect([before > 0, before < 3_000]).toEqual([true, true])
    const beside = await openBeside(test)
    let closing: Promise<void> | undefined
    const closed = beside.catalog.importBundle(file, {
      onProgress: () => void (closing ??= beside.close()),
      modelsPerTransaction: 40,
    })
    await expect(closed).rejects.toThrow(expect.objectContaining({ code: 'CANCELLED' }))
    await closing
    expect(await test.catalog.importBundle(file)).toEqual({ ...none, added: 3_000 })
  })

  it('fails with the code and the words of the import itself', async () => {
    await expect(test.catalog.importBundle(join(folder, 'nothing'))).rejects.toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND', details: { path: join(folder, 'nothing') } }),
    )
    await save(many(10, 'x'))
    const first = test.catalog.importBundle(file)
    await expect(test.catalog.importBundle(file)).rejects.toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    expect(await first).toEqual({ ...none, added: 10 })
  })

  it('was killed in the middle: it loses at most a transaction, and goes on', async () => {
    await save(many(4_000, 'x'))
    const { count, signal } = await killImportAt({ location: test.location, file, how: 'thread' }, 300)
    expect([signal, count >= 300, count < 4_000, count % 50]).toEqual(['SIGKILL', true, true, 0])
    const survivor = await openBeside(test)
    const before = await survivor.catalog.countEntries()
    expect(before).toBe(count)
    expect(await total('x', survivor.catalog)).toBe(before)
    expect(await survivor.catalog.importBundle(file)).toEqual({ ...none, added: 4_000 })
    expect(await total('x', survivor.catalog)).toBe(4_000)
    await survivor.close()
  })
})
