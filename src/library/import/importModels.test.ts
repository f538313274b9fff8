import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { lstat, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { appLayouts, writeAppLayout } from '../../../test/support/layouts/appLayouts.ts'
import { sd1Lora } from '../../../test/support/layouts/weights.ts'
import { writeTree } from '../../../test/support/layouts/writeTree.ts'
import { openTestLibrary, type TestLibrary } from '../../../test/support/openTestLibrary.ts'
import { readTree } from '../../../test/support/readTree.ts'

let test: TestLibrary
let place: string

beforeEach(async () => {
  test = await openTestLibrary(Date.now())
  place = join(test.home, 'mine')
  await writeTree(place, {
    'ink.safetensors': sd1Lora('ink'),
    'ink.civitai.info': '{"id":1,"name":"v1"}',
    'ink.preview.png': 'picture',
    'other.safetensors': sd1Lora('other'),
  })
})
afterEach(() => test.close())

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

describe('an import', () => {
  it('copies a file with its sidecars, verified, and leaves the original', async () => {
    const before = await readTree(place)
    const report = await test.library.import({ paths: [join(place, 'ink.safetensors')], method: 'copy' })
    expect(report).toMatchObject({ models: [{ files: 3, skipped: undefined }], problems: [] })
    const { slug, path } = report.models[0]!
    const model = await test.library.get(slug)
    expect(model).toMatchObject({
      storage: 'shelved',
      source: 'local',
      type: 'diffusion',
      subtype: 'loras',
      family: 'sd1',
    })
    expect(model.files).toMatchObject([
      {
        path: 'ink.safetensors',
        placement: 'own',
        sha256: sha256(sd1Lora('ink')),
        location: join(path!, 'ink.safetensors'),
      },
    ])
    expect(Object.keys(await readTree(path!))).toEqual([
      'ink.civitai.info',
      'ink.preview.png',
      'ink.safetensors',
      'metadata.json',
    ])
    expect(model.metadata.imported_from).toEqual([join(place, 'ink.safetensors')])
    expect(await readTree(place)).toEqual(before)
    expect(await test.library.scan()).toMatchObject({ models: 1, problems: [] })
  })

  it('moves, and notes where from', async () => {
    const { ino } = await lstat(join(place, 'ink.safetensors'))
    const { models } = await test.library.import({ paths: [join(place, 'ink.safetensors')], method: 'move' })
    expect((await lstat(join(models[0]!.path!, 'ink.safetensors'))).ino).toBe(ino)
    expect(Object.keys(await readTree(place))).toEqual(['other.safetensors'])
    expect((await test.library.get(models[0]!.slug)).metadata.imported_from).toEqual([join(place, 'ink.safetensors')])
    expect(await test.library.hash()).toMatchObject({ files: 1 })
  })

  it('links, so that both names have the same bytes', async () => {
    const { models } = await test.library.import({ paths: [join(place, 'ink.safetensors')], method: 'link' })
    const [one, other] = await Promise.all([
      lstat(join(place, 'ink.safetensors')),
      lstat(join(models[0]!.path!, 'ink.safetensors')),
    ])
    expect(other.ino).toBe(one.ino)
  })

  it('takes a whole folder, each model in its own', async () => {
    const { models } = await test.library.import({ paths: [place], method: 'copy' })
    expect(models.map(({ name }) => name)).toHaveLength(2)
    expect(await test.library.import({ paths: [place], method: 'copy' })).toMatchObject({
      models: [{ skipped: expect.stringContaining('imported already') as unknown }, { path: undefined }],
    })
    expect((await test.library.list()).total).toBe(2)
  })

  it.each(['huggingface-cache', 'ollama', 'diffusers'])(
    'takes models of %s out of their store, under names that say what they are',
    async (name) => {
      const layout = appLayouts.find((candidate) => candidate.layout === name)!
      const app = await writeAppLayout(join(test.home, 'apps'), layout)
      const before = await readTree(app)
      const { models } = await test.library.import({ paths: [app], method: 'copy' })
      expect(models).toHaveLength(layout.expected.length)
      for (const { slug } of models) {
        const { files } = await test.library.get(slug)
        expect(files.filter(({ path }) => /\.(?:gguf|safetensors)$/.test(path)).length).toBeGreaterThan(0)
        for (const file of files) expect((await readFile(file.location)).length).toBe(file.size)
      }
      expect(await readTree(app)).toEqual(before)
    },
  )

  it('keeps slug and words of the user when a model in place is moved in', async () => {
    await test.library.scan({ path: place })
    const [model] = (await test.library.list({ query: 'ink' })).models
    await test.library.rewrite(model!.slug, () => ({ overrides: { notes: 'mine' } }))
    const { models } = await test.library.import({ paths: [join(place, 'ink.safetensors')], method: 'move' })
    expect(models[0]!.slug).toBe(model!.slug)
    expect(await test.library.get(model!.slug)).toMatchObject({
      storage: 'shelved',
      overrides: { notes: 'mine' },
      missing: false,
    })
    await test.library.scan()
    expect((await test.library.list()).total).toBe(2)
  })

  it('tells in a dry run what it would do, and does nothing', async () => {
    const before = await readTree(test.home)
    const { models } = await test.library.import({ paths: [place], method: 'move', dryRun: true })
    expect(models.map(({ path }) => path)).toEqual([undefined, undefined])
    expect(Object.keys(await readTree(test.home))).toEqual(Object.keys(before))
  })

  it('refuses what is no model, is not there, or is its own', async () => {
    await writeFile(join(place, 'notes.txt'), 'x')
    const run = (path: string) => test.library.import({ paths: [path], method: 'copy' })
    await expect(run(join(place, 'notes.txt'))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(run(join(place, 'none.safetensors'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(run(test.library.directory)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('never moves what a link leads to', async () => {
    await mkdir(join(test.home, 'linked'))
    await symlink(join(place, 'ink.safetensors'), join(test.home, 'linked', 'ink.safetensors'))
    const moving = test.library.import({ paths: [join(test.home, 'linked', 'ink.safetensors')], method: 'move' })
    await expect(moving).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    expect(await readFile(join(place, 'ink.safetensors'))).toEqual(sd1Lora('ink'))
  })

  it('never replaces a file that has come into its way, and goes on when that is moved aside', async () => {
    const { models } = await test.library.import({ paths: [join(place, 'ink.safetensors')], method: 'copy' })
    const path = join(models[0]!.path!, 'ink.safetensors')
    // As if it had been cut off before the file was copied, and somebody had put another one there.
    await rename(join(models[0]!.path!, 'metadata.json'), join(test.home, 'metadata.json'))
    const metadata: unknown = JSON.parse(await readFile(join(test.home, 'metadata.json'), 'utf8'))
    await writeFile(path, 'somebody else')
    const { size, mtimeMs } = await lstat(join(place, 'ink.safetensors'))
    const journal = {
      token: '0123456789abcdef',
      pid: 2 ** 30,
      host: (await import('node:os')).hostname(),
      started_at: 0,
      method: 'copy',
      folder: models[0]!.path!.slice(test.library.directory.length + 1),
      files: [{ from: join(place, 'ink.safetensors'), to: 'ink.safetensors', size, mtime_ms: mtimeMs }],
      metadata,
    }
    await mkdir(join(test.library.directory, '.imports'), { recursive: true })
    await writeFile(join(test.library.directory, '.imports', `${journal.token}.json`), JSON.stringify(journal))
    const report = await test.library.scan()
    expect(report.problems[0]?.reason).toContain('is in the way')
    expect(await readFile(path, 'utf8')).toBe('somebody else')
    await rename(path, join(test.home, 'aside'))
    expect(await test.library.scan()).toMatchObject({ recovered: 1, problems: [] })
    expect(await readFile(path)).toEqual(sd1Lora('ink'))
  })
})

describe('an import that is killed', () => {
  const moments = (['move', 'copy', 'link'] as const).flatMap((method) =>
    [0, 20, 60, 120].map((delayMs) => [method, delayMs] as const),
  )

  it.each(moments)(
    'by %s, %i ms in: every byte is whole somewhere, and the next scan ends it',
    async (method, delayMs) => {
      const tree = join(test.home, 'tree')
      const contents: Record<string, Buffer> = {
        'model_index.json': Buffer.from('{"_class_name":"StableDiffusionPipeline"}'),
      }
      for (let index = 0; index < 60; index++) {
        contents[`unet/part-${index}.safetensors`] = Buffer.concat([
          sd1Lora(`part ${index}`),
          Buffer.alloc(100_000, index),
        ])
      }
      await writeTree(tree, contents)
      const child = spawn(
        process.execPath,
        ['test/support/importProcess.ts', test.library.directory, join(test.home, 'store'), method, tree],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const ended = once(child, 'exit')
      await once(child.stdout, 'data')
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      child.kill('SIGKILL')
      await ended

      const whole = new Set(
        Object.values({ ...(await readTree(tree)), ...(await prefixed(test.library.directory)) }).map(sha256Latin),
      )
      for (const [path, bytes] of Object.entries(contents))
        expect([path, whole.has(sha256(bytes))]).toEqual([path, true])

      await test.reopen()
      await test.library.scan()
      const { models } = await test.library.list()
      // Killed before its journal was written, nothing has happened; else it is wholly there.
      const [model] = models
      if (!model) expect(Object.keys(await readTree(tree)).length).toBeGreaterThanOrEqual(61)
      else {
        expect(model).toMatchObject({ fileCount: 61, storage: 'shelved', missing: false })
        for (const file of model.files) expect(sha256(await readFile(file.location))).toBe(sha256(contents[file.path]!))
        const left = Object.values(await readTree(tree)).filter((text) => text !== '/')
        expect(left).toHaveLength(method === 'move' ? 0 : 61)
      }
      expect(
        Object.keys(await readTree(test.library.directory)).filter((path) => basename(path).endsWith('.shelving')),
      ).toEqual([])
    },
  )

  async function prefixed(folder: string): Promise<Record<string, string>> {
    return Object.fromEntries(Object.entries(await readTree(folder)).map(([path, text]) => [`library/${path}`, text]))
  }

  function sha256Latin(text: string): string {
    return sha256(Buffer.from(text, 'latin1'))
  }
})
