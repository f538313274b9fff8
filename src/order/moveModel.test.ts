import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestOrder, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import { readTree } from '../../test/support/readTree.ts'

let world: TestOrder
beforeEach(async () => {
  world = await openTestOrder()
})
afterEach(() => removeTestOrder(world))

describe('a move', () => {
  test('is taken back when a link cannot be mended', async () => {
    const record = { pipeline_tag: 'text-generation' }
    await world.shelve('acme--Night-7B', { 'model.safetensors': 'mmmm', 'config.json': '{}' }, record)
    await world.apps.map({ models: ['acme--Night-7B'] })
    const { path } = await world.library.get('acme--Night-7B')
    const before = await readTree(join(world.comfyui, 'models'))
    await writeFile(join(world.comfyui, 'models/LLM/other'), 'of the user')
    await expect(world.order.move('acme--Night-7B', { name: 'other' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await world.library.get('acme--Night-7B')).path).toBe(path)
    expect(await readTree(join(world.comfyui, 'models'))).toEqual({ ...before, 'LLM/other': 'of the user' })
    expect(await world.library.scan()).toMatchObject({ problems: [] })
    await expect(world.order.undo()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('is not kept from its place by a file that was in the way before', async () => {
    await world.shelve('civitai-1', { 'a.safetensors': 'aaaa', 'b.safetensors': 'bbbb' })
    await writeFile(join(world.comfyui, 'models/loras/b.safetensors'), 'of the user')
    await world.apps.map({ models: ['civitai-1'] })
    expect(await world.order.move('civitai-1', { name: 'other' })).toMatchObject({ apps: ['comfyui'] })
    expect(await readTree(join(world.comfyui, 'models/loras'))).toMatchObject({
      'a.safetensors': expect.stringContaining('/other/a.safetensors') as string,
      'b.safetensors': 'of the user',
    })
  })

  test('mends its links and keeps the user’s overrides beside the files', async () => {
    await world.shelve('civitai-1', { 'a.safetensors': 'aaaa' })
    await world.apps.map({ models: ['civitai-1'] })
    const { path } = await world.library.get('civitai-1')
    await writeFile(join(path, 'overrides.json'), '{"notes": "mine"}')
    await writeFile(join(path, 'mine.txt'), 'mine')
    const move = await world.order.move('civitai-1', { name: 'other', family: 'night' })
    expect(move.apps).toEqual(['comfyui'])
    expect(await readTree(move.to)).toMatchObject({ 'overrides.json': '{"notes": "mine"}', 'mine.txt': 'mine' })
    expect(await readTree(join(world.comfyui, 'models/loras'))).toMatchObject({
      'a.safetensors': expect.stringContaining('night/other') as string,
    })
    await world.shelve('civitai-2', { 'b.safetensors': 'bbbb' })
    await expect(world.order.move('civitai-2', { name: 'OTHER', family: 'night' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})
