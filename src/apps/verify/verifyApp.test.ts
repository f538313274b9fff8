import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { startComfyui } from '../../../test/support/comfyuiServer.ts'
import { fillModels } from '../../../test/support/fillModels.ts'
import { openTestApps, type TestApps } from '../../../test/support/openTestApps.ts'
import { isListed } from './listedFolder.ts'

let world: TestApps
beforeEach(async () => {
  world = await openTestApps()
  await fillModels(world.home)
})
afterEach(() => world.close())

const states = async () => {
  const [answer] = await world.apps.verify()
  return Object.fromEntries(answer?.models.map(({ slug, state }) => [slug, state]) ?? [])
}

describe('verify', () => {
  test('asks ComfyUI at its address, and notices what it does not see', async () => {
    const comfyui = await startComfyui(join(world.comfyui, 'models'))
    await world.apps.add('comfyui', world.comfyui, { url: comfyui.url })
    await world.apps.map()
    expect(await states()).toMatchObject({
      'civitai-1': 'seen',
      'civitai-2': 'seen',
      'city96--FLUX.1-dev-gguf': 'seen',
      'Comfy-Org--flux': 'seen',
      'Qwen--Qwen3-8B': 'cannot be asked',
    })
    await rm(join(world.comfyui, 'models/loras/style.safetensors'))
    expect(await states()).toMatchObject({ 'civitai-1': 'seen', 'civitai-2': 'not seen' })
    await comfyui.close()
  })

  test('looks at the folders where nobody answers or no address is known, and says so', async () => {
    await world.apps.add('comfyui', world.comfyui)
    await world.apps.map()
    const [silent] = await world.apps.verify()
    expect(silent).toMatchObject({ asked: 'folders', notSeen: 0, note: expect.stringContaining('--url') as string })
    await world.apps.add('comfyui', world.comfyui, { url: 'http://127.0.0.1:9' })
    const [away] = await world.apps.verify({ models: ['civitai-1'] })
    expect(away).toMatchObject({
      asked: 'folders',
      seen: 1,
      note: expect.stringContaining('does not answer') as string,
    })
    await rename(join(world.home.home, 'models'), join(world.home.home, 'moved'))
    expect(await world.apps.verify({ models: ['civitai-1'] })).toMatchObject([{ seen: 0, notSeen: 1 }])
    await rename(join(world.home.home, 'moved'), join(world.home.home, 'models'))
  })
})

test.each([
  ['publisher/model/file.gguf', true],
  ['model/file.gguf', false],
  ['publisher/model/sub/file.gguf', false],
  ['publisher/model/file.bin', false],
  ['publisher/model/file-00001-of-00002.gguf', true],
  ['publisher/model/file-00002-of-00002.gguf', false],
])('LM Studio lists %s: %s', (path, listed) => {
  const rule = { folder: '', endings: ['.gguf'], depth: { least: 2, most: 2 }, firstPartOnly: true }
  expect(isListed([rule], { models: '/m' }, `/m/${path}`)).toBe(listed)
})
