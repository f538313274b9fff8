import { lstat, mkdir, readFile, readlink, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listComfyuiModels } from '../../test/support/comfyuiDouble.ts'
import {
  actionsOf as actionsInWords,
  civitai,
  fillComfyuiLibrary,
  shownInComfyui as shown,
} from '../../test/support/comfyuiLibrary.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'
import type { MapPlan } from './apps.ts'

let world: TestApps
let models: string
beforeEach(async () => {
  world = await openTestApps()
  models = join(world.comfyui, 'models')
})
afterEach(() => world.close())

const fillLibrary = () => fillComfyuiLibrary(world.home)
const actionsOf = (plans: MapPlan[], slug?: string) => actionsInWords(plans, models, slug)

describe('map', () => {
  beforeEach(async () => {
    await fillLibrary()
    await world.apps.add('comfyui', world.comfyui)
  })

  test('lets ComfyUI see exactly the planned names', async () => {
    const planned = await world.apps.map({ dryRun: true })
    expect(await listComfyuiModels(models)).toEqual({})
    const [plan] = await world.apps.map()
    expect(plan).toMatchObject({ appId: 'comfyui', applied: true, created: 14, kept: 0, conflicts: 0, skipped: 1 })
    expect(plan?.actions).toEqual(planned[0]?.actions)
    expect(await listComfyuiModels(models)).toEqual(shown)
    expect(plan?.actions.filter(({ action }) => action === 'skip')).toEqual([
      expect.objectContaining({
        slug: 'openai--whisper-tiny',
        reason: 'no rule takes a model of type audio and subtype full with these files',
      }),
    ])
    expect((await world.apps.list())[0]?.linkCount).toBe(14)
    expect(await world.apps.links('civitai-1')).toEqual([join(models, 'checkpoints/dream.safetensors')])
  })

  test('makes absolute links to the library files', async () => {
    await world.apps.map()
    const { path } = await world.home.library.get('civitai-1')
    expect(await readlink(join(models, 'checkpoints/dream.safetensors'))).toBe(join(path, 'dream.safetensors'))
  })

  test('the second time keeps everything', async () => {
    await world.apps.map()
    const before = await lstat(join(models, 'checkpoints/dream.safetensors'))
    const [plan] = await world.apps.map()
    expect(plan).toMatchObject({ created: 0, kept: 14, repaired: 0, removed: 0, conflicts: 0 })
    expect((await lstat(join(models, 'checkpoints/dream.safetensors'))).ino).toBe(before.ino)
  })

  test('unmap leaves no trace, and what is asked for again comes again', async () => {
    const before = await readTree(world.comfyui)
    await world.apps.map()
    const [plan] = await world.apps.unmap()
    expect(plan).toMatchObject({ removed: 14, conflicts: 0, applied: true })
    expect(await readTree(world.comfyui)).toEqual(before)
    expect(await world.database.kysely.selectFrom('app_link').selectAll().execute()).toEqual([])
    expect(await world.apps.map()).toMatchObject([{ created: 14 }])
  })

  test('a dry run changes neither disk nor ledger', async () => {
    const before = await readTree(world.comfyui)
    expect(await world.apps.map({ dryRun: true })).toMatchObject([{ created: 14, applied: false }])
    expect(await readTree(world.comfyui)).toEqual(before)
    expect(await world.database.kysely.selectFrom('app_link').selectAll().execute()).toEqual([])
    await world.apps.map()
    expect(await world.apps.unmap({ dryRun: true })).toMatchObject([{ removed: 14, applied: false }])
    expect(await listComfyuiModels(models)).toEqual(shown)
  })

  test("reports a user's file, link, folder and linked folder in the way, and touches none of them", async () => {
    const elsewhere = join(world.home.home, 'elsewhere')
    await mkdir(elsewhere)
    await writeFile(join(models, 'checkpoints/dream.safetensors'), 'my own')
    await symlink('/nowhere/at/all', join(models, 'loras/style.safetensors'))
    await mkdir(join(models, 'vae/ae.safetensors'))
    await rm(join(models, 'embeddings'), { recursive: true })
    await symlink(elsewhere, join(models, 'embeddings'))
    const before = await readTree(world.comfyui)

    const [plan] = await world.apps.map()
    expect(plan?.actions.filter(({ action }) => action === 'conflict').map(({ reason }) => reason)).toEqual([
      'a file that is not ours is there; it stays as it is',
      'a link to /nowhere/at/all that is not ours is there; it stays as it is',
      `${join(models, 'embeddings')} is a symbolic link to ${elsewhere}; it stays as it is`,
      'a folder that is not ours is there; it stays as it is',
    ])
    expect(await readTree(world.comfyui)).toMatchObject(before)
    expect(await readTree(elsewhere)).toEqual({})
    await world.apps.unmap()
    expect(await readTree(world.comfyui)).toEqual(before)
  })

  test('a link of the user that says just what ours would say stays when everything is taken back', async () => {
    const { path } = await world.home.library.get('civitai-1')
    await symlink(join(path, 'dream.safetensors'), join(models, 'checkpoints/dream.safetensors'))
    expect(await world.apps.map()).toMatchObject([{ created: 13, conflicts: 1 }])
    await world.apps.unmap()
    expect((await lstat(join(models, 'checkpoints/dream.safetensors'))).isSymbolicLink()).toBe(true)
  })

  test('a link of ours that the user replaced by a file stays, and is forgotten', async () => {
    await world.apps.map()
    await unlink(join(models, 'loras/style.safetensors'))
    await writeFile(join(models, 'loras/style.safetensors'), 'mine now')
    const [plan] = await world.apps.unmap()
    expect(plan).toMatchObject({ removed: 13, conflicts: 1 })
    expect(await readFile(join(models, 'loras/style.safetensors'), 'utf8')).toBe('mine now')
    expect(await world.apps.unmap()).toMatchObject([{ removed: 0, conflicts: 0 }])
  })

  test('a folder of ours that holds something else stays', async () => {
    await world.apps.map()
    await writeFile(join(models, 'LLM/Qwen3-8B/cache.bin'), 'written by a node')
    await world.apps.unmap()
    expect(await readTree(join(models, 'LLM'))).toEqual({ 'Qwen3-8B': '/', 'Qwen3-8B/cache.bin': 'written by a node' })
    await unlink(join(models, 'LLM/Qwen3-8B/cache.bin'))
    await world.apps.unmap()
    await expect(lstat(join(models, 'LLM'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('puts back a link that went', async () => {
    await world.apps.map()
    await unlink(join(models, 'loras/style.safetensors'))
    expect(actionsOf(await world.apps.map(), 'civitai-2')).toEqual(['repair loras/style.safetensors'])
    expect(await listComfyuiModels(models)).toEqual(shown)
  })

  test('repairs links that dangle because the library was moved', async () => {
    await world.apps.map()
    await world.home.library.close()
    await rename(join(world.home.home, 'models'), join(world.home.home, 'moved'))
    await symlink(join(world.home.home, 'moved'), join(world.home.home, 'models'))
    await world.home.reopen()
    expect(world.home.library.directory).toBe(join(world.home.home, 'moved'))
    await rm(join(world.home.home, 'models'))
    expect(await listComfyuiModels(models)).toEqual({})
    expect(await world.apps.map()).toMatchObject([{ repaired: 14, conflicts: 0 }])
    expect(await listComfyuiModels(models)).toEqual(shown)
    await symlink(join(world.home.home, 'moved'), join(world.home.home, 'models'))
  })

  test('takes back the links of a model that left the library, and follows one whose files changed', async () => {
    await world.apps.map()
    await rm((await world.home.library.get('civitai-1')).path, { recursive: true })
    await world.home.library.scan()
    await world.home.shelve('civitai-2', { 'style-v2.safetensors': 'lora 2' }, { record: civitai('LORA'), commit: '2' })
    const plans = await world.apps.map()
    expect(actionsOf(plans, 'civitai-1')).toEqual(['remove checkpoints/dream.safetensors'])
    expect(actionsOf(plans, 'civitai-2')).toEqual([
      'create loras/style-v2.safetensors',
      'remove loras/style.safetensors',
    ])
    expect(await listComfyuiModels(models)).toEqual({
      ...shown,
      checkpoints: ['v1-5.safetensors'],
      loras: ['style-v2.safetensors'],
    })
  })

  test('gives the second model that wants a name one of its own, and the first keeps it', async () => {
    await world.home.shelve('civitai-9', { 'Dream.safetensors': 'other' }, { record: civitai('Checkpoint') })
    await world.apps.map()
    expect((await listComfyuiModels(models))['checkpoints']).toEqual([
      '9-Dream.safetensors',
      'dream.safetensors',
      'v1-5.safetensors',
    ])
  })

  test('maps only the models that are asked for', async () => {
    expect(actionsOf(await world.apps.map({ models: ['civitai-2'] }))).toEqual(['create loras/style.safetensors'])
    expect(actionsOf(await world.apps.map({ models: ['civitai-1'] }))).toEqual(['create checkpoints/dream.safetensors'])
    expect(actionsOf(await world.apps.unmap({ models: ['civitai-2'] }))).toEqual(['remove loras/style.safetensors'])
    expect(await listComfyuiModels(models)).toEqual({ checkpoints: ['dream.safetensors'] })
  })

  test('says which model or app it does not know', async () => {
    await expect(world.apps.map({ models: ['civitai-77'] })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    await expect(world.apps.map({ apps: ['forge'] })).rejects.toMatchObject({
      code: 'APP_NOT_FOUND',
      hint: 'Known apps: comfyui.',
    })
  })

  test('takes an application that is not there for unplugged, not for empty', async () => {
    await world.apps.map()
    await rename(world.comfyui, `${world.comfyui}-unplugged`)
    await expect(world.apps.map()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(world.apps.unmap()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await rename(`${world.comfyui}-unplugged`, world.comfyui)
    expect(await world.apps.map()).toMatchObject([{ kept: 14, conflicts: 0 }])
  })

  test('remove takes back the links and forgets the app', async () => {
    const before = await readTree(world.comfyui)
    await world.apps.map()
    expect(await world.apps.remove('comfyui')).toMatchObject({ removed: 14 })
    expect(await readTree(world.comfyui)).toEqual(before)
    expect(await world.apps.list()).toEqual([])
    await expect(world.apps.remove('comfyui')).rejects.toMatchObject({ code: 'APP_NOT_FOUND' })
  })
})
