import { mkdir, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { makeComfyui } from '../../test/support/comfyuiDouble.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'

let world: TestApps
let models: string
beforeEach(async () => {
  world = await openTestApps()
  models = join(world.comfyui, 'models')
})
afterEach(() => world.close())

describe('adding an application', () => {
  test('finds version and models folder, and knows the same folder again', async () => {
    const added = await world.apps.add('comfyui', world.comfyui)
    expect(added).toEqual({
      id: 'comfyui',
      app: 'comfyui',
      version: '0.3.60',
      path: world.comfyui,
      modelsPath: models,
      linkCount: 0,
      addedAt: added.addedAt,
      name: 'ComfyUI',
      url: undefined,
      variant: 'default',
      linkSupport: { symlink: true, hardlink: true, online: true },
    })
    await symlink(world.comfyui, join(world.home.home, 'alias'))
    expect(await world.apps.add('ComfyUI', join(world.home.home, 'alias'))).toEqual(added)
    expect(await world.apps.list()).toEqual([added])
  })

  test('takes the portable folder for the ComfyUI in it, and a second one as comfyui-2', async () => {
    await world.apps.add('comfyui', world.comfyui)
    const portable = join(world.home.home, 'portable')
    await mkdir(portable)
    await makeComfyui(join(portable, 'ComfyUI'))
    expect(await world.apps.add('comfyui', portable)).toMatchObject({
      id: 'comfyui-2',
      path: join(portable, 'ComfyUI'),
    })
  })

  test('takes a base directory, a models folder and an empty folder, with no version to know', async () => {
    const base = join(world.home.home, 'base')
    await mkdir(join(base, 'models', 'loras'), { recursive: true })
    const added = await world.apps.add('comfyui', base)
    expect(added).toMatchObject({ version: 'unknown', path: base, modelsPath: join(base, 'models') })
    // The same models folder is the same installation.
    expect(await world.apps.add('comfyui', join(base, 'models'))).toEqual(added)
    const shared = join(world.home.home, 'shared')
    await mkdir(join(shared, 'checkpoints'), { recursive: true })
    expect(await world.apps.add('comfyui', shared)).toMatchObject({ path: shared, modelsPath: shared })
    const empty = join(world.home.home, 'empty')
    await mkdir(empty)
    expect(await world.apps.add('comfyui', empty)).toMatchObject({ path: empty, modelsPath: join(empty, 'models') })
  })

  test.each([
    ['nowhere', 'nowhere is not a folder'],
    ['store', 'neither it nor its folder ComfyUI has main.py and folder_paths.py or comfy/'],
  ])('refuses %s and says what it looked for', async (name, reason) => {
    await expect(world.apps.add('comfyui', join(world.home.home, name))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(reason) as string,
    })
  })

  test('refuses an application that nobody knows', async () => {
    await expect(world.apps.add('paintbrush', world.comfyui)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      hint: expect.stringContaining('Known applications: comfyui, a1111,') as string,
    })
  })

  test('reads the version of InvokeAI from its package, where its launcher puts that', async () => {
    const invokeai = join(world.home.home, 'invokeai')
    const version = join(invokeai, '.venv/lib/python3.12/site-packages/invokeai/version')
    for (const folder of [join(invokeai, 'models'), version]) await mkdir(folder, { recursive: true })
    await writeFile(join(invokeai, 'invokeai.yaml'), '')
    expect((await world.apps.add('invokeai', invokeai)).version).toBe('unknown')
    await writeFile(join(version, 'invokeai_version.py'), '__version__ = "6.0.1"\n')
    expect((await world.apps.add('invokeai', invokeai)).version).toBe('6.0.1')
  })

  test('takes a folder of GGUF files, or an empty one, for that of llama-server, and no folder of other things', async () => {
    const folder = join(world.home.home, 'gguf')
    await mkdir(folder)
    expect(await world.apps.add('llamacpp', folder)).toMatchObject({ modelsPath: folder, version: 'unknown' })
    await writeFile(join(folder, 'notes.txt'), '')
    await expect(world.apps.add('llamacpp', folder)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await mkdir(join(folder, 'chat'))
    await writeFile(join(folder, 'chat/chat-00001-of-00002.gguf'), '')
    expect(await world.apps.add('llamacpp', folder)).toMatchObject({ id: 'llamacpp', modelsPath: folder })
  })

  test('reads the version from pyproject.toml, else calls it unknown', async () => {
    await unlink(join(world.comfyui, 'comfyui_version.py'))
    expect((await world.apps.add('comfyui', world.comfyui)).version).toBe('unknown')
    await writeFile(join(world.comfyui, 'pyproject.toml'), '[project]\nname = "ComfyUI"\nversion = "0.2.1"\n')
    expect((await world.apps.add('comfyui', world.comfyui)).version).toBe('0.2.1')
  })
})
