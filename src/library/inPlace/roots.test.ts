import { existsSync } from 'node:fs'
import { chmod, cp, link, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { sd1Lora, sdxlCheckpoint } from '../../../test/support/layouts/weights.ts'
import { writeTree } from '../../../test/support/layouts/writeTree.ts'
import { openTestLibrary, type TestLibrary } from '../../../test/support/openTestLibrary.ts'
import { readTree } from '../../../test/support/readTree.ts'
import type { LibraryModel } from '../library.ts'

let test: TestLibrary
let place: string

beforeEach(async () => {
  test = await openTestLibrary()
  place = join(test.home, 'mine')
  await writeTree(place, {
    'loras/ink.safetensors': sd1Lora('ink'),
    'loras/pen.safetensors': sd1Lora('pen'),
    'checkpoints/aurora.safetensors': sdxlCheckpoint('aurora'),
  })
})
afterEach(() => test.close())

async function models(): Promise<Map<string, LibraryModel>> {
  const all = await Array.fromAsync(test.library.iterate())
  return new Map(all.map((model) => [model.officialName, model]))
}

/** What the user says of a model, which must never get lost. */
async function sayOf(slug: string): Promise<void> {
  await test.library.rewrite(slug, () => ({ overrides: { notes: 'mine' } }))
}

describe('a root', () => {
  it('has its models in the library without a byte being moved', async () => {
    const before = await readTree(place)
    const report = await test.library.scan({ path: place })
    expect(report).toMatchObject({ models: 3, added: 3, problems: [] })
    const ink = (await models()).get('ink')!
    expect(ink).toMatchObject({ source: 'local', storage: 'in_place', offline: false, missing: false })
    expect(ink.files).toMatchObject([
      { location: join(place, 'loras/ink.safetensors'), placement: 'in_place', sha256: undefined },
    ])
    expect(await readTree(place)).toEqual(before)
    expect(test.library.roots()).toMatchObject([{ name: 'mine', path: place, online: true, models: 3, missing: 0 }])
  })

  it('is read again in full only when something changed', async () => {
    await test.library.scan({ path: place })
    expect((await test.library.scan({ path: place })).roots).toMatchObject([{ unchanged: 3, files: 0 }])
    await writeFile(join(place, 'loras/new.safetensors'), sd1Lora('new'))
    expect((await test.library.scan()).roots).toMatchObject([{ unchanged: 3, added: 1, files: 4, models: 4 }])
  })

  it('tells in a dry run what would be found, and writes nothing', async () => {
    const before = await readTree(test.library.directory)
    const { roots } = await test.library.scan({ path: place, dryRun: true })
    expect(roots[0]).toMatchObject({ added: 3, written: 0 })
    expect(roots[0]?.listed.map(({ path }) => path)).toContain('loras/ink.safetensors')
    expect(test.library.roots()).toEqual([])
    expect(Object.keys(await readTree(test.library.directory))).toEqual(Object.keys(before))
  })

  it('keeps the slug, and what the user said, of a file that is renamed or moved', async () => {
    await test.library.scan({ path: place })
    const { slug } = (await models()).get('ink')!
    await sayOf(slug)
    await mkdir(join(place, 'archive'))
    await rename(join(place, 'loras/ink.safetensors'), join(place, 'archive/better-name.safetensors'))
    expect((await test.library.scan({ path: place })).roots).toMatchObject([{ moved: 1, added: 0, missing: 0 }])
    expect(await test.library.get(slug)).toMatchObject({
      overrides: { notes: 'mine' },
      files: [{ path: 'archive/better-name.safetensors' }],
    })
  })

  it('keeps them when a file goes to another root, by its name, size and time', async () => {
    await test.library.scan({ path: place })
    const other = join(test.home, 'other')
    await mkdir(other)
    await test.library.scan({ path: other })
    const { slug } = (await models()).get('ink')!
    const from = join(place, 'loras/ink.safetensors')
    await cp(from, join(other, 'ink.safetensors'), { preserveTimestamps: true })
    await rm(from)
    await test.library.scan()
    expect(await test.library.get(slug)).toMatchObject({
      files: [{ location: join(other, 'ink.safetensors') }],
      missing: false,
    })
    expect((await models()).size).toBe(3)
  })

  it('keeps them by the hash when nothing else tells', async () => {
    await test.library.scan({ path: place })
    await test.library.hash()
    const { slug } = (await models()).get('ink')!
    await sayOf(slug)
    const bytes = await readFile(join(place, 'loras/ink.safetensors'))
    await rm(join(place, 'loras/ink.safetensors'))
    await test.library.scan({ path: place })
    expect((await models()).get('ink')).toMatchObject({ missing: true })

    await writeFile(join(place, 'loras/copy.safetensors'), bytes)
    await test.library.scan({ path: place })
    expect(await test.library.hash()).toMatchObject({ files: 1, adopted: 1 })
    expect(await test.library.get(slug)).toMatchObject({
      missing: false,
      overrides: { notes: 'mine' },
      files: [{ path: 'loras/copy.safetensors' }],
    })
    expect((await models()).size).toBe(3)
    expect((await test.library.scan({ path: place })).roots).toMatchObject([{ unchanged: 3, added: 0 }])
  })

  it('keeps a model as missing when its file is gone, until the file is there again', async () => {
    await test.library.scan({ path: place })
    const { slug } = (await models()).get('pen')!
    await rename(join(place, 'loras/pen.safetensors'), join(test.home, 'pen.safetensors'))
    expect((await test.library.scan({ path: place })).roots).toMatchObject([{ missing: 1, models: 3 }])
    expect(await test.library.get(slug)).toMatchObject({ missing: true, offline: false, files: [{ missing: true }] })
    await rename(join(test.home, 'pen.safetensors'), join(place, 'loras/pen.safetensors'))
    expect((await test.library.scan({ path: place })).roots).toMatchObject([{ returned: 1, missing: 0 }])
    expect(await test.library.get(slug)).toMatchObject({ missing: false })
  })

  it('is offline when its folder is not there, and nothing of it is called missing', async () => {
    await test.library.scan({ path: place })
    await rename(place, `${place}.away`)
    await test.reopen()
    const report = await test.library.scan()
    expect(report.roots).toMatchObject([{ online: false, offlineReason: 'it is not there', missing: 0, models: 3 }])
    expect([...(await models()).values()].map(({ offline, missing }) => [offline, missing])).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ])
    await rename(`${place}.away`, place)
    await test.reopen()
    expect((await test.library.scan()).roots).toMatchObject([{ online: true, unchanged: 3 }])
  })

  it('is offline when everything in it is gone at once, unless the user says that it is really gone', async () => {
    await test.library.scan({ path: place })
    await rm(place, { recursive: true })
    await mkdir(place)
    expect((await test.library.scan()).roots).toMatchObject([{ online: false, missing: 0 }])
    expect(test.library.roots()).toMatchObject([{ online: false, offlineReason: 'all its models are gone at once' }])
    expect((await models()).get('ink')).toMatchObject({ offline: true, missing: false })
    expect((await test.library.scan({ path: place, emptied: true })).roots).toMatchObject([
      { online: true, missing: 3 },
    ])
    expect((await models()).get('ink')).toMatchObject({ offline: false, missing: true })
  })

  it('comes back online by itself when its models are there again', async () => {
    await test.library.scan({ path: place })
    await rename(join(place, 'loras'), join(test.home, 'loras'))
    await rename(join(place, 'checkpoints'), join(test.home, 'checkpoints'))
    await test.library.scan()
    expect(test.library.roots()).toMatchObject([{ online: false }])
    await rename(join(test.home, 'loras'), join(place, 'loras'))
    await rename(join(test.home, 'checkpoints'), join(place, 'checkpoints'))
    await test.library.scan()
    expect(test.library.roots()).toMatchObject([{ online: true, missing: 0 }])
  })

  it('is forgotten with its models, and knows again what the user said when it is added again', async () => {
    await test.library.scan({ path: place })
    const { slug, path } = (await models()).get('ink')!
    await sayOf(slug)
    const before = await readTree(place)
    expect(await test.library.removeRoot('mine', { dryRun: true })).toMatchObject({ models: 3 })
    expect(test.library.roots()).toHaveLength(1)
    expect(await test.library.removeRoot('mine')).toMatchObject({ models: 3 })
    expect((await models()).size).toBe(0)
    expect(existsSync(path)).toBe(false)
    expect(await readTree(place)).toEqual(before)
    await test.library.scan({ path: place })
    expect(await test.library.get(slug)).toMatchObject({ overrides: { notes: 'mine' } })
    await expect(test.library.removeRoot('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('may not lie in another one, in the library or the store, nor hold them, also by a link', async () => {
    await test.library.scan({ path: place })
    await symlink(join(place, 'loras'), join(test.home, 'shortcut'))
    for (const path of [join(place, 'loras'), join(test.home, 'shortcut'), test.home, test.library.directory]) {
      await expect(test.library.scan({ path })).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    await expect(test.library.scan({ path: join(test.home, 'none') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(test.library.roots()).toHaveLength(1)
  })

  it('has the same bytes under two names as one model, with the other name noted', async () => {
    await link(join(place, 'loras/ink.safetensors'), join(place, 'checkpoints/ink-again.safetensors'))
    await test.library.scan({ path: place })
    expect((await models()).size).toBe(3)
    const twice = [...(await models()).values()].find(({ files }) => files[0]?.alsoAt.length === 1)
    expect(new Set([twice?.files[0]?.path, ...(twice?.files[0]?.alsoAt ?? [])])).toEqual(
      new Set(['checkpoints/ink-again.safetensors', 'loras/ink.safetensors']),
    )
  })

  it('is read past a folder that may not be read', async () => {
    // Root may read everything, so a path that is too deep has to do where tests run as root.
    const deep = join(place, ...Array.from({ length: 34 }, () => 'd'))
    await mkdir(deep, { recursive: true })
    await writeFile(join(deep, 'far.safetensors'), sd1Lora('far'))
    await mkdir(join(place, 'closed'))
    await chmod(join(place, 'closed'), 0)
    const report = await test.library.scan({ path: place })
    await chmod(join(place, 'closed'), 0o755)
    expect(report).toMatchObject({ models: 3 })
    expect(report.problems.map(({ reason }) => reason)).toContain('it is deeper than 32 folders')
  })

  it('gives a model that was changed its new header, and drops its hashes', async () => {
    await test.library.scan({ path: place })
    await test.library.hash()
    const { slug } = (await models()).get('ink')!
    expect((await test.library.get(slug)).files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
    await writeFile(join(place, 'loras/ink.safetensors'), sd1Lora('ink, but longer'))
    expect((await test.library.scan({ path: place })).roots).toMatchObject([{ changed: 1, unchanged: 2 }])
    expect((await test.library.get(slug)).files[0]?.sha256).toBeUndefined()
  })
})

describe('models.db', () => {
  it('is made again from metadata.json with all hashes, none worked out anew', async () => {
    await test.library.scan({ path: place })
    expect(await test.library.hash()).toMatchObject({ files: 3, models: 3, skipped: [] })
    const before = await Array.fromAsync(test.library.iterate())
    await test.library.close()
    await rm(join(test.library.directory, 'models.db'))
    await test.reopen()
    expect(await Array.fromAsync(test.library.iterate())).toEqual(before)
    expect(await test.library.hash()).toMatchObject({ files: 0 })
    expect((await test.library.scan({ path: place })).roots).toMatchObject([{ unchanged: 3 }])
  })

  it('finds every file that has these bytes', async () => {
    await cp(join(place, 'loras/ink.safetensors'), join(place, 'loras/twin.safetensors'))
    await test.library.scan({ path: place })
    await test.library.hash()
    const { sha256 } = (await models()).get('ink')!.files[0]!
    const found = await test.library.findByHash(sha256!)
    expect(new Map(found.map(({ model, file }) => [model.officialName, file.path]))).toEqual(
      new Map([
        ['ink', 'loras/ink.safetensors'],
        ['twin', 'loras/twin.safetensors'],
      ]),
    )
    expect(await test.library.findByHash('0'.repeat(64))).toEqual([])
  })
})

describe('hashing', () => {
  it('gives no hash to a file that was changed since it was indexed', async () => {
    await test.library.scan({ path: place })
    await utimes(join(place, 'loras/ink.safetensors'), new Date(), new Date(0))
    const report = await test.library.hash()
    expect(report).toMatchObject({ files: 2, skipped: [{ path: 'loras/ink.safetensors' }] })
    expect((await models()).get('ink')!.files[0]!.sha256).toBeUndefined()
  })

  it('stops when it is told to, and goes on from there', async () => {
    await test.library.scan({ path: place })
    await expect(test.library.hash({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    const stop = new AbortController()
    const stopped = test.library.hash({ signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) })
    await expect(stopped).rejects.toThrow('enough')
    const rest = await test.library.hash()
    expect(rest.skipped).toEqual([])
    expect([...(await models()).values()].every(({ files }) => files.every(({ sha256 }) => sha256 !== undefined))).toBe(
      true,
    )
  })
})
