import { link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestOrder, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import { readTree } from '../../test/support/readTree.ts'
import { separate } from '../../test/support/separate.ts'
import { rewriteModel } from '../library/rewriteModel.ts'

const bytes = Buffer.alloc(100_000, 'weights ')
let world: TestOrder
let one: string
let other: string
beforeEach(async () => {
  world = await openTestOrder()
  await world.shelve('civitai-1', { 'one.safetensors': bytes })
  await world.shelve('civitai-2', { 'two.safetensors': bytes, 'config.json': '{}' })
  one = (await world.library.get('civitai-1')).files[0]?.location ?? ''
  other = (await world.library.get('civitai-2')).files.find(({ path }) => path === 'two.safetensors')?.location ?? ''
})
afterEach(() => removeTestOrder(world))

const inode = async (path: string) => (await stat(path)).ino

describe('duplicates', () => {
  test('are none while all are hard links of one blob', async () => {
    expect(await world.order.duplicates()).toMatchObject({ groups: [], savableBytes: 0, unhashedFiles: 0 })
  })

  test('are files with the same bytes on disk twice, the blob among them', async () => {
    await separate(one)
    await separate(other)
    const { groups, savableBytes } = await world.order.duplicates()
    expect(savableBytes).toBe(200_000)
    expect(groups).toMatchObject([{ kind: 'bytes', diskBytes: 300_000, savableBytes: 200_000 }])
    expect(groups[0]?.files.map(({ slug, storage }) => `${slug} ${storage}`)).toEqual([
      ' store',
      'civitai-1 shelved',
      'civitai-2 shelved',
    ])
  })

  test('become hard links of the blob and get bytes of their own again, mode and time as they were', async () => {
    await separate(one)
    const before = await stat(one)
    expect(await world.order.linkDuplicates({ dryRun: true })).toMatchObject([
      { action: 'link', path: one, size: 100_000 },
    ])
    expect(await inode(one)).toBe(before.ino)

    expect(await world.order.linkDuplicates()).toMatchObject([{ action: 'link', path: one, slug: 'civitai-1' }])
    expect(await inode(one)).toBe(await inode(other))
    expect((await world.library.get('civitai-1')).files[0]?.placement).toBe('hardlink')
    expect(await world.order.duplicates()).toMatchObject({ groups: [] })
    expect(await world.library.scan()).toMatchObject({ models: 2, changed: 0, problems: [] })

    expect(await world.order.undo()).toMatchObject({ kind: 'link', problems: [] })
    const after = await stat(one)
    expect(after.ino).not.toBe(await inode(other))
    expect([after.mode, Math.round(after.mtimeMs), after.size]).toEqual([
      before.mode,
      Math.round(before.mtimeMs),
      before.size,
    ])
  })

  test('are not linked when the bytes are not what they are known for', async () => {
    await separate(one)
    const { mode } = await stat(one)
    await writeFile(`${one}.new`, Buffer.alloc(100_000, 'changed '), { mode })
    await rename(`${one}.new`, one)
    expect(await world.order.linkDuplicates()).toMatchObject([
      { action: 'skip', path: one, reason: expect.stringContaining('other bytes') as string },
    ])
    await expect(world.order.undo()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('are passed over when they have other names outside of the library', async () => {
    await separate(one)
    await link(one, join(world.home, 'theirs.safetensors'))
    expect(await world.order.linkDuplicates()).toMatchObject([
      { action: 'skip', path: one, reason: expect.stringContaining('other names') as string },
    ])
    await rm(join(world.home, 'theirs.safetensors'))
    expect(await world.order.linkDuplicates()).toMatchObject([{ action: 'link', path: one }])
  })

  test('in the user’s own folders stay as they are, unless that is wished, and then hang on no blob', async () => {
    const folder = join(world.home, 'mine')
    await mkdir(join(folder, 'loras'), { recursive: true })
    await writeFile(join(folder, 'loras/a.safetensors'), bytes)
    await writeFile(join(folder, 'loras/b.safetensors'), bytes)
    const before = await readTree(folder)
    await world.library.scan({ path: folder })
    // Hashes of files in place are worked out later; here they are known from the bytes.
    const { sha256 } = (await world.library.get('civitai-1')).files[0] ?? {}
    for await (const { slug, storage } of world.library.iterate()) {
      if (storage !== 'in_place') continue
      await world.library.whileAlone(slug, async ({ path, token }) => {
        await rewriteModel(join(world.library.directory, path), slug, token, ({ metadata }) => ({
          metadata: { ...metadata, files: metadata.files.map((file) => ({ ...file, sha256 })) },
        }))
      })
    }
    const plan = await world.order.linkDuplicates()
    expect(plan.map(({ action, reason }) => [action, reason])).toEqual([
      ['skip', 'it is yours, in place; add --in-place'],
    ])
    expect(await inode(join(folder, 'loras/a.safetensors'))).not.toBe(await inode(join(folder, 'loras/b.safetensors')))

    expect(await world.order.linkDuplicates({ inPlace: true })).toMatchObject([{ action: 'link' }])
    const linked = await inode(join(folder, 'loras/a.safetensors'))
    expect(linked).toBe(await inode(join(folder, 'loras/b.safetensors')))
    expect(linked).not.toBe(await inode(one))
    expect(await readTree(folder)).toEqual(before)
    expect((await stat(join(folder, 'loras/b.safetensors'))).mode & 0o200).toBe(0o200)
  })

  test('are told for the same model in other formats, by their names without format words', async () => {
    await world.shelve('acme--Night-7B', { 'model.safetensors': 'x'.repeat(5000) }, { pipeline_tag: 'text-generation' })
    await world.shelve(
      'someone--Night-7B-GGUF',
      { 'night.Q4_K_M.gguf': 'y'.repeat(1000) },
      { pipeline_tag: 'text-generation' },
    )
    const { groups } = await world.order.duplicates(['model'])
    expect(groups).toMatchObject([{ kind: 'model', key: 'night-7b', savableBytes: 5000 }])
    expect(groups[0]?.files.map(({ format }) => format).sort()).toEqual(['gguf', 'safetensors'])
  })
})

describe('the use of the disk', () => {
  test('counts hard links once, and a model in each application that has it', async () => {
    await world.apps.map()
    const usage = await world.order.usage()
    expect(usage).toMatchObject({ models: 2, files: 3, apparentBytes: 200_002, offlineModels: 0, trashBytes: 0 })
    expect(usage.diskBytes).toBeGreaterThanOrEqual(100_000)
    expect(usage.diskBytes).toBeLessThan(150_000)
    expect(usage.byApp).toMatchObject([{ name: 'comfyui', models: 2 }])
    expect(usage.byRoot).toMatchObject([{ name: 'library', models: 2 }])
    expect(usage.byFormat.map(({ name, files }) => `${name} ${files}`)).toEqual(['safetensors 2', 'other 1'])
    await world.order.remove('civitai-1')
    expect((await world.order.usage()).trashBytes).toBeGreaterThanOrEqual(100_000)
  })

  test('tells models that no application has, once they are old enough', async () => {
    expect(await world.order.unused()).toEqual([])
    const unused = await world.order.unused(0)
    expect(unused.map(({ model }) => model.slug)).toEqual(['civitai-2', 'civitai-1'])
    expect(unused[0]?.says).toContain('in no application')
    await world.apps.map({ models: ['civitai-1'] })
    expect((await world.order.unused(0)).map(({ model }) => model.slug)).toEqual(['civitai-2'])
    await world.uses.note(['civitai-2', 'civitai-9'])
    expect([...(await world.uses.read()).keys()]).toEqual(['civitai-2'])
    expect((await world.order.unused(0))[0]?.says).toContain(', last handed out 20')
    await world.database.kysely
      .updateTable('model_use')
      .set({ used_at: Date.now() + 60_000 })
      .execute()
    expect(await world.order.unused(0)).toEqual([])
  })
})
