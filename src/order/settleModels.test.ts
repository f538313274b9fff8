import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestOrder, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import { readTree } from '../../test/support/readTree.ts'
import { decideIdentity, withdrawDecision } from '../library/curate/decideIdentity.ts'

let world: TestOrder
beforeEach(async () => {
  world = await openTestOrder()
})
afterEach(() => removeTestOrder(world))

const slug = 'civitai-1'
const folderOf = async (of = slug) => (await world.library.get(of)).path.slice(world.library.directory.length + 1)

/** Says what a model is, as `review set` writes it. */
async function decide(decision: Parameters<typeof decideIdentity>[2], of = slug): Promise<void> {
  await world.library.rewrite(of, ({ metadata, overrides }) => ({
    overrides: decideIdentity(overrides, metadata, decision, 0),
  }))
}

describe('the folder of a model', () => {
  test('follows what somebody says it is, with its links and his files, and comes back when he takes that back', async () => {
    await world.shelve(slug, { 'a.safetensors': 'aaaa' })
    await world.apps.map({ models: [slug] })
    const before = await folderOf()
    await writeFile(join(world.library.directory, before, 'mine.txt'), 'mine')
    await decide({ family: 'flux1', subtype: 'vae' })
    const { moved, problems } = await world.order.settle()
    expect({ moved: moved.length, problems }).toEqual({ moved: 1, problems: [] })
    expect(await folderOf()).toBe('diffusion/flux1/1')
    expect(await readTree(join(world.library.directory, 'diffusion/flux1/1'))).toMatchObject({
      'a.safetensors': 'aaaa',
      'mine.txt': 'mine',
    })
    const linked = await readTree(join(world.comfyui, 'models'))
    expect(linked['vae/a.safetensors']).toContain('flux1/1/a.safetensors')
    expect(linked).not.toHaveProperty('loras/a.safetensors')
    // What was found is still written there, and counts again.
    expect((await world.library.get(slug)).metadata.family).not.toBe('flux1')
    expect(await world.order.settle()).toEqual({ moved: [], problems: [] })
    await expect(world.order.undo()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await world.library.rewrite(slug, ({ overrides }) => ({ overrides: withdrawDecision(overrides) }))
    await world.order.settle()
    expect(await folderOf()).toBe(before)
    expect(await world.library.scan({ rebuild: true })).toMatchObject({ models: 1, problems: [] })
    expect(await folderOf()).toBe(before)
  })

  test('takes another name where its own is taken, and says which links could not follow', async () => {
    await world.shelve(slug, { 'a.safetensors': 'aaaa' })
    await mkdir(join(world.library.directory, 'diffusion/flux1/1'), { recursive: true })
    await decide({ family: 'flux1' })
    expect(await world.order.settle()).toMatchObject({ problems: [] })
    expect(await folderOf()).toMatch(/^diffusion\/flux1\/1-[0-9a-f]{8}$/)

    await world.shelve('civitai-2', { 'b.safetensors': 'bbbb' })
    await world.apps.map({ models: ['civitai-2'] })
    await writeFile(join(world.comfyui, 'models/vae/b.safetensors'), 'of the user')
    await decide({ family: 'flux1', subtype: 'vae' }, 'civitai-2')
    const { problems } = await world.order.settle()
    expect(problems).toEqual([
      { slug: 'civitai-2', reason: expect.stringMatching(/vae\/b\.safetensors.*map it again/) as string },
    ])
    expect(await folderOf('civitai-2')).toBe('diffusion/flux1/2')
    expect((await readTree(join(world.comfyui, 'models')))['vae/b.safetensors']).toBe('of the user')
  })

  test('stays where somebody moved it, until he says what it is', async () => {
    await world.shelve(slug, { 'a.safetensors': 'aaaa' })
    const moved = await world.order.move(slug, { family: 'night' })
    await world.library.rewrite(slug, ({ metadata }) => ({ metadata: { ...metadata, family: 'sdxl' } }))
    expect(await world.order.settle()).toEqual({ moved: [], problems: [] })
    expect((await world.library.get(slug)).path).toBe(moved.to)
    const byHand = join(world.library.directory, 'diffusion/mine/aurora')
    await mkdir(dirname(byHand))
    await rename(moved.to, byHand)
    await world.library.scan()
    await decide({ family: 'flux1' })
    expect(await world.order.settle()).toEqual({ moved: [], problems: [] })
    expect(await folderOf()).toBe('diffusion/mine/aurora')
    await world.order.settle({ slugs: [slug], chosen: true })
    expect(await folderOf()).toBe('diffusion/flux1/aurora')
  })

  test('of files in place is another one, and the files are not touched', async () => {
    const folder = join(world.home, 'mine')
    await mkdir(join(folder, 'loras'), { recursive: true })
    await writeFile(join(folder, 'loras/night.safetensors'), 'the user’s weights')
    await world.library.scan({ path: folder })
    const local = (await world.library.list()).models[0]?.slug ?? ''
    await world.apps.map({ models: [local] })
    const before = await readTree(folder)
    await decide({ type: 'diffusion', subtype: 'vae', family: 'flux1' }, local)
    expect(await world.order.settle()).toMatchObject({ problems: [] })
    expect(await folderOf(local)).toBe('diffusion/flux1/night')
    expect(await readTree(folder)).toEqual(before)
    expect((await readTree(join(world.comfyui, 'models')))['vae/night.safetensors']).toContain('mine/loras')
    await writeFile(join(folder, 'loras/night.safetensors'), 'other weights of the user')
    expect(await world.library.scan()).toMatchObject({ problems: [] })
    expect(await folderOf(local)).toBe('diffusion/flux1/night')
    expect((await world.library.list()).total).toBe(1)
  })
})
