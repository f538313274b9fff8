import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { describeEngines, type TestPlace } from '../../test/support/engines.ts'
import { makeKeys } from '../bundles/signature.ts'
import { bundleImportResult } from './bundleImportJob.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

const hfRecords = [
  { id: 'acme/tiny-chat' },
  { id: 'acme/lora', tags: ['safetensors', 'lora'], library_name: 'diffusers', safetensors: { total: 1_000_000 } },
]
const nowhere = 'http://127.0.0.1:9'

describeEngines('bundles of models', (_open, engine) => {
  let folder: string
  let mock: MockServers
  let place: TestPlace
  let first: TestHouse
  let second: TestHouse
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-bundles-'))
    mock = await startMockServers({ hfRecords, maxFileSize: 300_000 })
    place = await engine.makePlace()
    first = await openTestHouse({ home: join(folder, 'first'), hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
    second = await openTestHouse({
      home: join(folder, 'second'),
      hfUrl: nowhere,
      civitaiUrl: nowhere,
      databaseUrl: place.location,
    })
    file = join(folder, 'models.tar')
    await first.run('pull', { model: 'acme/tiny-chat' })
    await first.run('pull', { model: 'acme/lora' })
  })
  afterEach(async () => {
    await first.close()
    await second.close()
    await mock.close()
    await place.remove()
    await rm(folder, { recursive: true })
  })

  const exported = async (payload: Record<string, unknown> = {}) => first.run('bundle_export', { file, ...payload })
  const imported = async (payload: Record<string, unknown> = {}) =>
    second.run('bundle_import', { files: [file], ...payload })

  /** A blob that only tiny-chat has, the second of the two. */
  async function findOwnBlob(): Promise<string> {
    const others = new Set((await first.library.get('acme--lora')).files.map(({ sha256 }) => sha256))
    const { files } = await first.library.get('acme--tiny-chat')
    return files.find(({ sha256, size }) => !others.has(sha256) && size > 100)?.sha256 ?? ''
  }

  /** What a house knows of a model, without what must differ. */
  async function knows(house: TestHouse, slug: string) {
    const { metadata } = await house.library.get(slug)
    const repo = await house.hub.getRepo(slug)
    const { record } = await house.catalog.getModel(slug)
    const tree = await house.hub.adoption.readTree({
      slug,
      source: repo.source,
      id: repo.repoId,
      commit: repo.commit ?? '',
    })
    return {
      metadata: {
        ...metadata,
        added_at: '',
        updated_at: '',
        files: metadata.files.map((file) => ({ ...file, placement: '' })),
      },
      repo: { ...repo, id: '', createdAt: 0, updatedAt: 0, artifacts: [] },
      artifacts: repo.artifacts?.map(({ filePath, contentHash, downloadStatus, sizeBytes }) => ({
        filePath,
        contentHash,
        downloadStatus,
        sizeBytes,
      })),
      tree,
      record,
    }
  }

  it('carry everything from one house to another that has no network', async () => {
    const job = await exported()
    expect(job).toMatchObject({ state: 'completed', progress: { unit: 'bytes' } })
    expect(job.result).toMatchObject({ files: [file], signed: false, bytes: (await stat(file)).size })
    expect(await readdir(folder)).toEqual(['first', 'models.tar', 'second'])

    const arrived = await imported()
    expect(arrived.error).toBeUndefined()
    const { models, refused, blobs } = bundleImportResult.parse(arrived.result)
    expect(models.map(({ slug }) => slug)).toEqual(['acme--lora', 'acme--tiny-chat'])
    expect(refused).toEqual([])
    for (const slug of ['acme--lora', 'acme--tiny-chat'])
      expect(await knows(second, slug)).toEqual(await knows(first, slug))
    expect((await second.run('verify', {})).result).toMatchObject({ sound: true, checked: { blobs } })
    expect((await second.run('gc', { graceMs: 0 })).result).toMatchObject({ removed: { blobs: 0 } })
    expect(await readdir(second.store.incomingDirectory)).toEqual([])
    // What is here needs no network any more.
    expect(await second.run('pull', { model: 'acme/tiny-chat' })).toMatchObject({
      state: 'completed',
      result: { fetchedBytes: 0 },
    })

    const again = await imported()
    expect(again.result).toMatchObject({ writtenBytes: 0 })
    expect(await knows(second, 'acme--lora')).toEqual(await knows(first, 'acme--lora'))
  })

  it('are the same bytes each time, list by tar, and name every blob by its sha256', async () => {
    await exported({ models: ['acme/lora'] })
    const other = join(folder, 'other.tar')
    await first.run('bundle_export', { file: other, models: ['acme--lora'] })
    expect(await readFile(other)).toEqual(await readFile(file))

    const names = execFileSync('tar', ['-tf', file], { encoding: 'utf8' }).trim().split('\n')
    expect(names.slice(0, 3)).toEqual([
      'weighthouse-bundle.json',
      'models/acme--lora/record.json',
      'models/acme--lora/metadata.json',
    ])
    const model = await first.library.get('acme--lora')
    expect(names.slice(3).sort()).toEqual(
      [...new Set(model.files.map(({ sha256 }) => `blobs/sha256/${sha256}`))].sort(),
    )
    execFileSync('tar', ['-xf', file], { cwd: folder })
    for (const { sha256 = 'none' } of model.files) {
      const bytes = await readFile(join(folder, 'blobs', 'sha256', sha256))
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    }
  })

  it('are left as they are when they are whole already, and replaced when they hold something else', async () => {
    await exported()
    const before = await stat(file)
    expect((await exported()).result).toMatchObject({ writtenBytes: 0 })
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs)
    const smaller = await exported({ models: ['acme/lora'] })
    expect((await stat(file)).size).toBe(smaller.result?.['bytes'])
  })

  it('go on at the last whole entry, wherever an export was cut off, and check what is there', async () => {
    await exported()
    const whole = await readFile(file)
    await rm(file)
    for (const share of [0, 0.1, 0.5, 0.9, 0.999]) {
      const length = Math.floor(whole.length * share)
      const left = Buffer.from(whole.subarray(0, length))
      await writeFile(`${file}.partial`, left)
      const { result } = await exported()
      expect(await readFile(file)).toEqual(whole)
      expect(result?.['writtenBytes']).toBeGreaterThanOrEqual(whole.length - length)
      if (share > 0.2) expect(result?.['writtenBytes']).toBeLessThan(whole.length)
      await rm(file)
    }
    // Zeros where bytes should be, as a power cut may leave them.
    const holes = Buffer.from(whole)
    holes.fill(0, Math.floor(whole.length / 2), Math.floor(whole.length / 2) + 5000)
    await writeFile(`${file}.partial`, holes)
    await exported()
    expect(await readFile(file)).toEqual(whole)
  })

  it('are cut into parts, which one after the other are the archive, in whatever order they are named', async () => {
    await exported()
    const whole = await readFile(file)
    await rm(file)
    const splitBytes = 60_000
    const split = () => first.bundles.exportModels({ file, models: [], splitBytes })
    const count = Math.ceil(whole.length / splitBytes)
    const parts = Array.from({ length: count }, (_, index) => `${file}.${String(index + 1).padStart(3, '0')}`)
    expect((await split()).files).toEqual(parts)
    expect(Buffer.concat(await Promise.all(parts.map((part) => readFile(part))))).toEqual(whole)
    expect((await split()).writtenBytes).toBe(0)
    // As a kill between two renames leaves it: the first part has its name last.
    await rename(parts[0] ?? '', `${parts[0]}.partial`)
    expect((await split()).writtenBytes).toBe(0)
    await rm(parts[1] ?? '')
    await split()
    expect(Buffer.concat(await Promise.all(parts.map((part) => readFile(part))))).toEqual(whole)

    expect(count).toBeGreaterThan(1)
    expect(await second.run('bundle_import', { files: parts.slice(1) })).toMatchObject({
      error: { code: 'INVALID_ARGUMENT' },
    })
    expect(await second.run('bundle_import', { files: parts.slice(0, -1) })).toMatchObject({
      error: { code: 'VERIFICATION_FAILED', message: expect.stringMatching(/cut short/) as string },
    })
    expect(await second.run('bundle_import', { files: parts.toReversed() })).toMatchObject({ state: 'completed' })

    await writeFile(`${file}.${String(count + 1).padStart(3, '0')}`, 'of another bundle')
    await expect(split()).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await exported({ splitBytes: 10 })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
  })

  it('are signed, and imported only with the right key when one is asked for', async () => {
    const key = join(folder, 'key')
    const other = join(folder, 'other')
    await makeKeys(key)
    await makeKeys(other)
    expect((await stat(key)).mode & 0o777).toBe(0o600)
    await expect(makeKeys(key)).rejects.toMatchObject({ code: 'CONFLICT' })

    await exported({ models: ['acme/lora'] })
    const unsigned = await imported({ verifyKey: `${key}.pub` })
    expect(unsigned).toMatchObject({
      error: { code: 'VERIFICATION_FAILED', message: expect.stringMatching(/not signed/) as string },
    })

    await exported({ models: ['acme/lora'], signKey: key })
    expect(execFileSync('tar', ['-tf', file], { encoding: 'utf8' })).toMatch(/weighthouse-bundle\.sig\n$/)
    const wrong = await imported({ verifyKey: `${other}.pub` })
    expect(wrong).toMatchObject({
      error: { code: 'VERIFICATION_FAILED', message: expect.stringMatching(/not signed by the key/) as string },
    })
    expect(await Array.fromAsync(second.store.list())).toEqual([])
    expect((await second.hub.listRepos()).total).toBe(0)

    expect((await imported({ verifyKey: `${key}.pub` })).result).toMatchObject({ signatures: ['right'] })
    expect((await imported()).result).toMatchObject({ signatures: ['unchecked'] })
    expect(await imported({ verifyKey: file })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
    expect(await exported({ signKey: `${key}.pub` })).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })

    // The same signature over other contents.
    const bytes = await readFile(file)
    const place = bytes.indexOf('"version": "test"')
    bytes.write('"version": "rest"', place)
    await writeFile(file, bytes)
    expect(await imported({ verifyKey: `${key}.pub` })).toMatchObject({
      error: { code: 'VERIFICATION_FAILED', message: expect.stringMatching(/changed after it was signed/) as string },
    })
  })

  it('end with the name of the model when a blob of the store is damaged, and go on when it is mended', async () => {
    const path = first.store.localPath(await findOwnBlob()) ?? ''
    const right = await readFile(path)
    const handle = await open(path, 'r')
    await handle.chmod(0o644)
    await handle.close()
    const wrong = Buffer.from(right)
    wrong[100] = ~(wrong[100] ?? 0)
    await writeFile(path, wrong)
    const job = await exported()
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'VERIFICATION_FAILED', message: expect.stringContaining('acme--tiny-chat') as string },
    })
    expect(await readdir(folder)).not.toContain('models.tar')
    await writeFile(path, right)
    expect(await exported()).toMatchObject({ state: 'completed' })
    expect(await imported()).toMatchObject({ state: 'completed' })
  })

  it('are refused whole when they are cut short, and without a trace of a model when bytes of it were changed', async () => {
    await exported()
    const whole = join(folder, 'whole.tar')
    await copyFile(file, whole)
    const { size } = await stat(file)
    for (const length of [0, 100, 5000, Math.floor(size / 2), size - 600]) {
      await truncate(file, length)
      expect(await imported()).toMatchObject({ error: { code: 'VERIFICATION_FAILED' } })
      await copyFile(whole, file)
    }
    expect(await Array.fromAsync(second.store.list())).toEqual([])

    const bytes = await readFile(whole)
    const place = bytes.indexOf(`blobs/sha256/${await findOwnBlob()}`) + 512 + 50
    bytes[place] = ~(bytes[place] ?? 0)
    await writeFile(file, bytes)
    const job = await imported()
    expect(job).toMatchObject({
      error: { code: 'VERIFICATION_FAILED', message: expect.stringContaining('acme--tiny-chat') as string },
    })
    expect(await second.library.has(['acme--lora', 'acme--tiny-chat'])).toEqual(new Set(['acme--lora']))
    expect((await second.run('verify', {})).result).toMatchObject({ sound: true })
    expect(await readdir(second.store.incomingDirectory)).toEqual([])
    expect(await second.run('bundle_import', { files: [whole] })).toMatchObject({ state: 'completed' })
    expect((await second.library.list()).total).toBe(2)
  })

  it('of a newer format, and files that are none, are refused with words', async () => {
    await exported()
    const bytes = await readFile(file)
    bytes.write('"format": 9', bytes.indexOf('"format": 1'))
    await writeFile(file, bytes)
    expect(await imported()).toMatchObject({
      error: { code: 'UNSUPPORTED', message: expect.stringMatching(/format 9/) as string },
    })
    expect(await second.run('bundle_import', { files: [join(folder, 'nothing')] })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    })
    expect(await second.run('bundle_import', { files: [folder] })).toMatchObject({
      error: { code: 'INVALID_ARGUMENT' },
    })
    expect(await first.run('bundle_export', { file: join(folder, 'no', 'such') })).toMatchObject({
      error: { code: 'INVALID_ARGUMENT' },
    })
    expect(await exported({ models: ['acme/other'] })).toMatchObject({ error: { code: 'MODEL_NOT_FOUND' } })
    expect(await exported({ models: ['acme/lora@other'] })).toMatchObject({ error: { code: 'REVISION_NOT_FOUND' } })
  })

  it('do not overwrite what is recorded of the same commit with another content', async () => {
    await exported({ models: ['acme/lora'] })
    const { commit, files } = await first.library.get('acme--lora')
    const path = files[0]?.path ?? ''
    await second.hub.adoption.announceTree({
      slug: 'acme--lora',
      source: 'huggingface',
      id: 'acme/lora',
      revision: 'main',
      commit,
      files: [{ path, size: 3, sha256: 'a'.repeat(64), gitSha1: undefined }],
    })
    expect(await imported()).toMatchObject({
      error: { code: 'CONFLICT', message: expect.stringContaining(path) as string },
    })
    expect(await Array.fromAsync(second.store.list())).toEqual([])
  })

  it('are described before anything is written', async () => {
    const plan = await first.bundles.describeExport({ file, models: [] })
    expect(plan.models.map(({ slug }) => slug)).toEqual(['acme--lora', 'acme--tiny-chat'])
    expect(await readdir(folder)).not.toContain('models.tar')
    await exported()
    expect((await stat(file)).size).toBe(plan.bytes)

    const [coming] = await second.bundles.describeImport({ files: [file] })
    expect(coming).toMatchObject({ file, signature: { state: 'none' }, models: [{ shelf: 'new' }, { shelf: 'new' }] })
    expect(coming?.missingBytes).toBe(coming?.bytes)
    expect(await Array.fromAsync(second.store.list())).toEqual([])
    await imported()
    expect(await second.bundles.describeImport({ files: [file] })).toMatchObject([
      { missingBytes: 0, missingBlobs: 0, models: [{ shelf: 'same' }, { shelf: 'same' }] },
    ])
  })
})
