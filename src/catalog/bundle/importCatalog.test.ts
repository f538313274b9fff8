import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

import { afterEach, beforeEach, expect, it } from 'vitest'

import {
  llama,
  makeRecord,
  openBeside,
  openTestCatalog,
  type TestCatalog,
} from '../../../test/contracts/catalogFixtures.ts'
import { createListedSource } from '../../../test/contracts/catalogListedSource.ts'
import { describeEngines } from '../../../test/support/engines.ts'
import { syncSource } from '../sync/syncSource.ts'
import { createCatalogWriter } from '../write/createCatalogWriter.ts'
import { createRecordPreparer } from '../write/preparer/createRecordPreparer.ts'
import { exportCatalog } from './exportCatalog.ts'
import { importCatalog, type ImportOptions, type ImportReport } from './importCatalog.ts'
import { killImportAt } from './testing/killImportAt.ts'

const none = { added: 0, changed: 0, unchanged: 0, rejected: 0 }

describeEngines('importCatalog', (open) => {
  let test: TestCatalog
  let other: TestCatalog
  let folder: string
  let file: string
  beforeEach(async () => {
    test = await openTestCatalog(open)
    other = await openTestCatalog()
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-bundle-'))
    file = join(folder, 'catalog.ndjson.zst')
  })
  afterEach(async () => {
    await test.close()
    await other.close()
    await rm(folder, { recursive: true })
  })

  const save = (from: TestCatalog, options: Parameters<typeof exportCatalog>[2] = {}) =>
    exportCatalog({ database: from.database, clock: () => from.time.now }, createWriteStream(file), options)

  async function load(into: TestCatalog, options: ImportOptions = {}) {
    const { database, time } = into
    const clock = () => time.now++
    const preparer = createRecordPreparer()
    const writer = createCatalogWriter({ database, clock, onCommitted: (changes) => into.index.committed(changes) })
    try {
      return await importCatalog({ database, writer, preparer, clock }, file, options)
    } finally {
      await preparer.close()
    }
  }

  const civitai = makeRecord('7', { source: 'civitai', name: 'Lora', base: 'SDXL 1.0' })
  async function all({ catalog }: TestCatalog) {
    const entries = await Array.fromAsync(catalog.iterateEntries({ removed: true, withRecord: true }))
    return new Map(
      entries.map(({ entry, record = '' }) => [entry.slug, { ...entry, indexedAt: 0, record: JSON.parse(record) }]),
    )
  }

  it('brings over everything that another catalog holds, and twice changes nothing', async () => {
    const many = Array.from({ length: 600 }, (_, index) => makeRecord(`m/${index}`, { tags: [`t${index % 5}`] }))
    await test.write(llama, ...many)
    await test.write(civitai)
    await test.catalog.write((writer) => writer.markRemoved([3]))
    expect(await save(test)).toEqual({ models: 602 })

    expect(await load(other)).toEqual({ ...none, added: 602 })
    expect(await all(other)).toEqual(await all(test))
    expect((await other.catalog.search({ tag: ['t3'] })).total).toBe(120)
    expect(await load(other)).toEqual({ ...none, unchanged: 602 })
    expect(await load(test)).toEqual({ ...none, unchanged: 602 })
  })

  it('does the same when nobody else writes meanwhile', async () => {
    await test.write(llama, ...Array.from({ length: 300 }, (_, index) => makeRecord(`m/${index}`)))
    await save(test)
    await other.write(makeRecord('m/7', { likes: 7 }))
    expect(await load(other, { exclusive: true, modelsPerTransaction: 100 })).toEqual({
      ...none,
      added: 300,
      changed: 1,
    })
    expect((await all(other)).get('m--7')?.likes).toBe(0)
    expect((await other.catalog.search({ query: 'ab'.repeat(32) })).total).toBe(1)
    expect(await load(other, { exclusive: true })).toEqual({ ...none, unchanged: 301 })
  })

  it('keeps what is here and not in the file, and the removal of what is known', async () => {
    await test.write(makeRecord('a/1'), makeRecord('a/2', { likes: 2 }))
    await save(test)
    await other.write(makeRecord('a/2'), makeRecord('a/3'))
    expect(await load(other)).toEqual({ ...none, added: 1, changed: 1 })
    expect([...(await all(other)).keys()].toSorted()).toEqual(['a--1', 'a--2', 'a--3'])
  })

  it('lets the next delta go on from the sync that the bundle tells of', async () => {
    const day = 24 * 60 * 60 * 1000
    test.time.now = 100 * day
    const models = ['a', 'b', 'c', 'd'].map((name, index) => ({ id: `o/${name}`, updatedAt: index * day }))
    const source = createListedSource(models)
    await syncSource({ catalog: test.catalog, source, clock: () => test.time.now })
    await save(test)

    other.time.now = 102 * day
    await load(other)
    source.models = [...models, { id: 'o/new', updatedAt: 101 * day }]
    const mode = { delta: true }
    const counts = await syncSource({ catalog: other.catalog, source, mode, clock: () => other.time.now })
    expect(counts).toEqual({ added: 1, changed: 0, removed: 0, unchanged: 1, rejected: 0 })
    expect(source.calls.at(-1)).toEqual({ sort: 'updated', cursor: undefined })
    expect((await other.catalog.getStatistics()).sources).toMatchObject([{ completedAt: 100 * day }])
  })

  it('reads any NDJSON of records, plain or compressed, and says what it could not understand', async () => {
    const lines = [llama.record, civitai.record, { id: 'a b' }, makeRecord('a/b').record].map((record) =>
      JSON.stringify(record),
    )
    const text = `${lines.join('\n')}\nno json`
    const reports: ImportReport[] = []
    await writeFile(file, text)
    expect(await load(test, { onProgress: (report) => reports.push(report) })).toEqual({
      ...none,
      added: 3,
      rejected: 2,
    })
    expect(reports.flatMap(({ rejected }) => rejected.map(({ id }) => id))).toEqual(['a b', undefined])
    expect(reports.at(-1)).toMatchObject({ done: 3, total: undefined, remainingMs: undefined })
    await writeFile(file, gzipSync(text))
    expect(await load(test)).toEqual({ ...none, unchanged: 3, rejected: 2 })
    await writeFile(file, zstdCompressSync(text))
    expect(await load(test)).toEqual({ ...none, unchanged: 3, rejected: 2 })
    await writeFile(file, '')
    expect(await load(test)).toEqual(none)
  })

  it('refuses a file of which nothing is a record', async () => {
    await writeFile(file, 'a list of things\n{"a": 1}\n')
    await expect(load(test)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('refuses a bundle that is damaged or cut short, and takes no sync of it for done', async () => {
    await test.write(...Array.from({ length: 300 }, (_, index) => makeRecord(`m/${index}`)))
    await syncSource({ catalog: test.catalog, source: createListedSource([{ id: 'm/1' }]), mode: { force: true } })
    await save(test)
    const whole = await readFile(file)
    const text = zstdDecompressSync(whole).toString()
    const refused = expect.objectContaining({ code: 'VERIFICATION_FAILED' })
    const harmed = [
      whole.subarray(0, whole.length / 2),
      Buffer.concat([whole.subarray(0, 200), Buffer.from('zzzzzzzz'), whole.subarray(208)]),
      text.slice(0, text.trimEnd().lastIndexOf('\n') + 1),
      text.replace('"likes":0', '"likes":1'),
      text.replace('"exportedAt"', '"exported"'),
      text.replace(/"sha256":"../, '"sha256":"zz'),
    ]
    for (const bytes of harmed) {
      await writeFile(file, bytes)
      await expect(load(other)).rejects.toThrow(refused)
    }
    expect(await other.catalog.getSyncTimes()).toEqual([])
    await writeFile(file, text.replace('"format":1', '"format":2'))
    await expect(load(other)).rejects.toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }))
    await writeFile(file, text)
    expect(await load(other)).toMatchObject({ rejected: 0 })
    expect(await other.catalog.getSyncTimes()).toHaveLength(1)
    file = join(folder, 'nothing')
    await expect(load(other)).rejects.toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }))
  })

  it('stops when it is cancelled, and goes on where it was', async () => {
    await test.write(
      ...Array.from({ length: 700 }, (_, index) => makeRecord(`m/${index}`, { tags: ['x'.repeat(400)] })),
    )
    await save(test)
    const stop = new AbortController()
    const stopped = load(other, { signal: stop.signal, onProgress: () => stop.abort(), modelsPerTransaction: 40 })
    await expect(stopped).rejects.toThrow(expect.objectContaining({ code: 'CANCELLED' }))
    const before = await other.catalog.countEntries()
    expect([before > 0, before < 700]).toEqual([true, true])
    const dones: number[] = []
    expect(await load(other, { onProgress: ({ done }) => dones.push(done) })).toEqual({ ...none, added: 700 })
    expect(dones.every((done) => done > before)).toBe(true)
    expect(await other.database.kysely.selectFrom('setting').select('name').execute()).toEqual([])
  })

  it('was killed in the middle: goes on, and counts nothing twice', async () => {
    await other.write(...Array.from({ length: 1_000 }, (_, index) => makeRecord(`m/${index}`)))
    await save(other)
    expect(await killImportAt({ location: test.location, file }, 300)).toEqual({ count: 300, signal: 'SIGKILL' })
    const survivor = await openBeside(test)
    try {
      expect(await survivor.catalog.countEntries()).toBe(300)
      expect(await load(survivor)).toEqual({ ...none, added: 1_000 })
      expect(await survivor.catalog.countEntries()).toBe(1_000)
    } finally {
      await survivor.close()
    }
  })

  it('leaves out sources that were not asked for', async () => {
    await test.write(llama)
    await test.write(civitai)
    expect(await save(test, { sources: ['civitai'], compressed: false })).toEqual({ models: 1 })
    expect((await readFile(file, 'utf8')).split('\n')[1]).toMatch(/^\{"source":"civitai","record":\{.*"id":7,.*\}\}$/)
    expect(await load(other)).toEqual({ ...none, added: 1 })
  })
})
