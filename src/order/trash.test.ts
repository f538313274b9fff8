import { lstat, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listComfyuiModels } from '../../test/support/comfyuiDouble.ts'
import { openTestOrder, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import { readTree } from '../../test/support/readTree.ts'

let world: TestOrder
let now: number
beforeEach(async () => {
  now = Date.now()
  world = await openTestOrder({ clock: () => now++ })
  await world.shelve('civitai-1', { 'a.safetensors': 'aaaa' })
  await world.shelve('civitai-2', { 'b.safetensors': 'bbbb' })
  await world.apps.map()
})
afterEach(() => removeTestOrder(world))

const loras = async () => (await listComfyuiModels(join(world.comfyui, 'models')))['loras'] ?? []

describe('removing a model', () => {
  test('tells who uses it first and changes nothing', async () => {
    const before = await readTree(world.library.directory)
    const removal = await world.order.remove('civitai-1', { dryRun: true })
    expect(removal).toMatchObject({ slug: 'civitai-1', storage: 'shelved', sizeBytes: 4, obstacles: [], dryRun: true })
    expect(removal.usedBy).toMatchObject([{ kind: 'app', id: 'comfyui' }])
    expect(removal.usedBy[0]?.says).toContain(join(world.comfyui, 'models/loras'))
    expect(await readTree(world.library.directory)).toEqual(before)
  })

  test('takes its links back, keeps the other models, and undo brings everything back', async () => {
    const [treeBefore, appsBefore] = [
      await readTree(join(world.library.directory, 'diffusion')),
      await readTree(world.comfyui),
    ]
    const { trashId } = await world.order.remove('civitai-1')
    expect(await loras()).toEqual(['b.safetensors'])
    await expect(world.library.get('civitai-1')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect((await world.library.list()).total).toBe(1)
    expect(await world.library.scan()).toMatchObject({ models: 1, problems: [] })
    expect(await world.order.listTrash()).toMatchObject([
      { id: trashId, note: { slug: 'civitai-1', apps: ['comfyui'] } },
    ])

    expect(await world.order.undo({ dryRun: true })).toMatchObject({ kind: 'removal', slug: 'civitai-1', dryRun: true })
    expect(await world.order.undo()).toMatchObject({ kind: 'removal', slug: 'civitai-1', problems: [] })
    expect(await readTree(join(world.library.directory, 'diffusion'))).toEqual(treeBefore)
    expect(await readTree(world.comfyui)).toEqual(appsBefore)
    expect(await world.order.listTrash()).toEqual([])
    expect((await world.library.get('civitai-1')).slug).toBe('civitai-1')
    await expect(world.order.undo()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('refuses while a file that is not the model’s lies in its folder, and touches neither', async () => {
    const { path } = await world.library.get('civitai-1')
    await mkdir(join(path, 'notes'))
    await writeFile(join(path, 'notes/mine.txt'), 'mine')
    await expect(world.order.remove('civitai-1')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('notes/mine.txt') as string,
    })
    expect(await readFile(join(path, 'notes/mine.txt'), 'utf8')).toBe('mine')
    expect(await loras()).toEqual(['a.safetensors', 'b.safetensors'])
    expect(await world.order.listTrash()).toEqual([])
  })

  test('waits for no job: while one is at work on the model it refuses', async () => {
    const job = await world.queue.enqueue('pull', { model: 'civitai-1' })
    await expect(world.order.remove('civitai-1')).rejects.toMatchObject({ code: 'CONFLICT' })
    await world.queue.cancel(job.id)
    expect(await world.order.remove('civitai-1')).toMatchObject({ obstacles: [] })
  })

  test('leaves the links when that is wished', async () => {
    await world.order.remove('civitai-1', { keepLinks: true })
    expect(await readdir(join(world.comfyui, 'models/loras'))).toContain('a.safetensors')
  })

  test('with purge deletes it for good', async () => {
    const { trashId } = await world.order.remove('civitai-1', { purge: true })
    expect(trashId).toBeUndefined()
    expect(await world.order.listTrash()).toEqual([])
    expect(await readdir(join(world.library.directory, '.trash'))).toEqual([])
  })
})

describe('the trash', () => {
  test('keeps its blobs from being collected until it is emptied', async () => {
    const sha256 = (await world.library.get('civitai-1')).files[0]?.sha256 ?? ''
    await world.order.remove('civitai-1')
    expect((await world.upkeep.collectGarbage({ graceMs: 0 })).removed.blobs).toBe(0)
    expect(await world.order.emptyTrash()).toMatchObject({ entries: [{ note: { slug: 'civitai-1' } }], kept: [] })
    now += 1000
    await world.upkeep.collectGarbage({ graceMs: 0 })
    now += 1000
    await world.upkeep.collectGarbage({ graceMs: 0 })
    expect(await world.store.stat(sha256)).toBeUndefined()
    expect((await world.library.get('civitai-2')).fileCount).toBe(1)
  })

  test('is emptied of what is old enough, and of nothing in a dry run', async () => {
    await world.order.remove('civitai-1')
    now += 31 * 24 * 60 * 60 * 1000
    await world.order.remove('civitai-2')
    expect((await world.order.emptyTrash({ dryRun: true })).entries).toHaveLength(2)
    const expired = await world.order.expire()
    expect(expired.entries.map(({ note }) => note.slug)).toEqual(['civitai-1'])
    expect((await world.order.listTrash()).map(({ note }) => note.slug)).toEqual(['civitai-2'])
  })

  test('keeps what was put into it or changed since', async () => {
    await world.order.remove('civitai-1')
    const [entry] = await world.order.listTrash()
    await writeFile(join(entry?.folder ?? '', 'mine.txt'), 'mine')
    const { entries, kept } = await world.order.emptyTrash()
    expect(entries).toEqual([])
    expect(kept).toMatchObject([{ id: entry?.id, files: ['mine.txt'] }])
    expect(await readFile(join(entry?.folder ?? '', 'mine.txt'), 'utf8')).toBe('mine')
    await expect(world.order.restore(entry?.id ?? '')).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('gives a model back only to a place that is free', async () => {
    const { trashId = '' } = await world.order.remove('civitai-1')
    await world.shelve('civitai-1', { 'a.safetensors': 'aaaa' })
    await expect(world.order.restore(trashId)).rejects.toMatchObject({ code: 'CONFLICT' })
    const second = await world.order.remove('civitai-1')
    await mkdir(second.path, { recursive: true })
    await expect(world.order.restore(trashId)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await lstat(second.path)).isDirectory()).toBe(true)
    expect(await world.order.listTrash()).toHaveLength(2)
    await expect(world.order.restore('../../etc')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('restores without links when that is wished', async () => {
    const { trashId = '' } = await world.order.remove('civitai-1')
    expect(await world.order.restore(trashId, { keepUnlinked: true })).toMatchObject({ slug: 'civitai-1', apps: [] })
    expect(await loras()).toEqual(['b.safetensors'])
  })

  test('that is a link to somewhere else is not ours', async () => {
    await world.order.remove('civitai-1')
    const trash = join(world.library.directory, '.trash')
    await rename(trash, join(world.home, 'elsewhere'))
    await symlink(join(world.home, 'elsewhere'), trash)
    const before = await readTree(join(world.home, 'elsewhere'))
    expect(await world.order.emptyTrash()).toMatchObject({ entries: [] })
    await expect(world.order.remove('civitai-2')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readTree(join(world.home, 'elsewhere'))).toEqual(before)
  })
})
