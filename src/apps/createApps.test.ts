import { lstat, mkdir, readFile, readlink, rename, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listComfyuiModels, makeComfyui } from '../../test/support/comfyuiDouble.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'
import { writeGguf } from '../../test/support/writeGguf.ts'
import { writeSafetensors } from '../../test/support/writeSafetensors.ts'
import type { MapPlan } from './apps.ts'

let world: TestApps
let models: string
beforeEach(async () => {
  world = await openTestApps()
  models = join(world.comfyui, 'models')
})
afterEach(() => world.close())

const checkpoint = writeSafetensors({
  'model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': { shape: [2, 768] },
  'first_stage_model.decoder.conv_in.weight': { shape: [1] },
})
const denoiser = writeSafetensors({ 'double_blocks.0.img_attn.norm.key_norm.scale': { shape: [1] } })
const vae = writeSafetensors({ 'decoder.conv_in.weight': { shape: [1] } })
const civitai = (type: string) => ({ type, modelVersions: [{ id: 1, baseModel: 'SD 1.5' }] })
const llm = { pipeline_tag: 'text-generation', tags: ['qwen3'] }

/** A library with one model of each kind. */
async function fillLibrary(): Promise<void> {
  const { home } = world
  await home.shelve('civitai-1', { 'dream.safetensors': checkpoint }, { record: civitai('Checkpoint') })
  await home.shelve('civitai-2', { 'style.safetensors': 'lora', 'notes.txt': 'x' }, { record: civitai('LORA') })
  await home.shelve('civitai-3', { 'bad-hands.pt': 'embedding' }, { record: civitai('TextualInversion') })
  await home.shelve('civitai-4', { '4x.pth': 'upscaler' }, { record: civitai('Upscaler') })
  await home.shelve(
    'Comfy-Org--flux',
    {
      'split_files/diffusion_models/flux1.safetensors': denoiser,
      'split_files/vae/ae.safetensors': vae,
      'split_files/text_encoders/t5xxl.safetensors': 'text encoder',
      'README.md': 'read me',
    },
    { record: { tags: ['diffusion-single-file'] } },
  )
  await home.shelve(
    'city96--FLUX.1-dev-gguf',
    { 'flux1-dev-Q4_0.gguf': writeGguf({ 'general.architecture': 'flux' }) },
    { record: { pipeline_tag: 'text-to-image' } },
  )
  await home.shelve(
    'runwayml--stable-diffusion-v1-5',
    {
      'model_index.json': '{}',
      'unet/config.json': '{}',
      'unet/w.safetensors': denoiser,
      'v1-5.safetensors': checkpoint,
    },
    { record: { pipeline_tag: 'text-to-image', library_name: 'diffusers' } },
  )
  await home.shelve('Qwen--Qwen3-8B', { 'config.json': '{}', 'model.safetensors': 'weights' }, { record: llm })
  await home.shelve(
    'openai--whisper-tiny',
    { 'model.safetensors': 'w' },
    { record: { pipeline_tag: 'automatic-speech-recognition' } },
  )
}

const shown = {
  checkpoints: ['dream.safetensors', 'v1-5.safetensors'],
  loras: ['style.safetensors'],
  vae: ['ae.safetensors'],
  text_encoders: ['t5xxl.safetensors'],
  diffusion_models: ['flux1.safetensors'],
  embeddings: ['bad-hands.pt'],
  upscale_models: ['4x.pth'],
  unet_gguf: ['flux1-dev-Q4_0.gguf'],
  LLM: ['Qwen3-8B/config.json', 'Qwen3-8B/model.safetensors'],
  diffusers: [
    'stable-diffusion-v1-5/model_index.json',
    'stable-diffusion-v1-5/unet/config.json',
    'stable-diffusion-v1-5/unet/w.safetensors',
  ],
}

function actionsOf(plans: MapPlan[], slug?: string): string[] {
  return plans
    .flatMap(({ actions }) => actions)
    .filter((action) => slug === undefined || action.slug === slug)
    .map(({ action, targetPath }) => (targetPath === '' ? action : `${action} ${targetPath.slice(models.length + 1)}`))
}

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
      hint: 'Known applications: comfyui.',
    })
  })

  test('reads the version from pyproject.toml, else calls it unknown', async () => {
    await unlink(join(world.comfyui, 'comfyui_version.py'))
    expect((await world.apps.add('comfyui', world.comfyui)).version).toBe('unknown')
    await writeFile(join(world.comfyui, 'pyproject.toml'), '[project]\nname = "ComfyUI"\nversion = "0.2.1"\n')
    expect((await world.apps.add('comfyui', world.comfyui)).version).toBe('0.2.1')
  })
})

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

describe('overrides.json', () => {
  beforeEach(async () => {
    await fillLibrary()
    await world.apps.add('comfyui', world.comfyui)
  })

  async function override(text: string): Promise<string> {
    const path = join((await world.home.library.get('civitai-1')).path, 'overrides.json')
    await writeFile(path, text)
    return path
  }

  test('a range that leaves the version out hides the model, and takes back what was linked', async () => {
    await world.apps.map()
    await override('{"version_ranges": {"ComfyUI": "<0.3.0"}}')
    const plans = await world.apps.map()
    expect(actionsOf(plans, 'civitai-1')).toEqual(['remove checkpoints/dream.safetensors', 'skip'])
    expect(plans[0]?.actions.at(-1)?.reason ?? '').not.toBe('')
    expect((await listComfyuiModels(models))['checkpoints']).toEqual(['v1-5.safetensors'])
  })

  test('a range that the updated application fits shows it again', async () => {
    await override('{"version_ranges": {"comfyui": ">=0.4.0"}}')
    await world.apps.map()
    expect((await listComfyuiModels(models))['checkpoints']).toEqual(['v1-5.safetensors'])
    await writeFile(join(world.comfyui, 'comfyui_version.py'), '__version__ = "0.4.1"')
    await world.apps.map()
    expect((await listComfyuiModels(models))['checkpoints']).toEqual(['dream.safetensors', 'v1-5.safetensors'])
    expect((await world.apps.list())[0]?.version).toBe('0.4.1')
  })

  test.each([
    ['{"version_ranges": {"comfyui": "newest"}}', 'version_ranges.comfyui: "newest" is not an npm semver range'],
    ['{"version_ranges": {"otherapp": "??"}}', 'version_ranges.otherapp: "??" is not an npm semver range'],
    ['{"version_ranges": {"comfyui": 3}}', 'version_ranges.comfyui: Invalid input'],
    ['{', 'it is not JSON'],
  ])('%s is an error that names file and field', async (text, complaint) => {
    const path = await override(text)
    await expect(world.apps.map()).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(complaint) as string,
    })
    await expect(world.apps.map()).rejects.toThrow(path)
    expect(await listComfyuiModels(models)).toEqual({})
  })
})

describe('mapping files', () => {
  beforeEach(async () => {
    await fillLibrary()
    await world.apps.add('comfyui', world.comfyui)
  })

  test("a rule of the user's replaces the shipped one of the same name", async () => {
    await writeMapping('comfyui_any_mine.json', { name: 'checkpoints', target_subdir: 'checkpoints/library' })
    await world.apps.map()
    expect((await listComfyuiModels(models))['checkpoints']).toEqual([
      'library/dream.safetensors',
      'library/v1-5.safetensors',
    ])
    await world.apps.unmap()
    await expect(lstat(join(models, 'checkpoints/library'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('an exact version wins over a range, a range over any', async () => {
    await writeMapping('comfyui_any_a.json', { name: 'checkpoints', target_subdir: 'any' })
    await writeMapping('comfyui_v0_b.json', { name: 'checkpoints', target_subdir: 'range' }, '0.x')
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual(['create range/dream.safetensors'])
    await writeMapping('comfyui_0.3.60_c.json', { name: 'checkpoints', target_subdir: 'exact' }, '0.3.60')
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual(['create exact/dream.safetensors'])
    await writeMapping('comfyui_v1_d.json', { name: 'checkpoints', target_subdir: 'future' }, '>=1')
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual(['create exact/dream.safetensors'])
  })

  test('a rule that is turned off takes its links back', async () => {
    await world.apps.map()
    await writeMapping('comfyui_any_off.json', { name: 'llm', enabled: false })
    await world.apps.map()
    expect(await listComfyuiModels(models)).toEqual({ ...shown, LLM: undefined })
  })

  test('hard links are made, kept and taken back where a rule asks for them', async () => {
    await writeMapping('comfyui_any_hard.json', {
      name: 'checkpoints',
      method: 'hardlink',
      target_subdir: 'checkpoints',
    })
    await world.apps.map()
    const { path } = await world.home.library.get('civitai-1')
    const place = join(models, 'checkpoints/dream.safetensors')
    expect((await lstat(place)).ino).toBe((await stat(join(path, 'dream.safetensors'))).ino)
    expect(await world.apps.map()).toMatchObject([{ created: 0, kept: 14 }])
    await world.apps.unmap()
    await expect(lstat(place)).rejects.toMatchObject({ code: 'ENOENT' })
    expect((await stat(join(path, 'dream.safetensors'))).size).toBe(checkpoint.length)
  })

  test.each([
    ['comfyui_any_x.json', '{', 'it is not JSON'],
    ['comfyui_any_x.json', '{"app":"comfyui","version":"any","variant":"x"}', 'mappings: Invalid input'],
    [
      'comfyui_any_x.json',
      '{"app":"comfyui","version":"any","variant":"x","mappings":[],"colour":1}',
      'the whole: Unrecognized key: "colour"',
    ],
    [
      'comfyui_any_x.json',
      '{"app":"comfyui","version":"any","variant":"x","mappings":[{"name":"a","target_subdir":"../../x","patterns":["*"]}]}',
      'mappings.0.target_subdir: it is not a safe folder name: it climbs out of its folder',
    ],
    [
      'comfyui_any_x.json',
      '{"app":"comfyui","version":"any","variant":"x","mappings":[{"name":"a","target_subdir":"x","patterns":["*"],"filters":{"model_type":["llama"]}}]}',
      'mappings.0.filters.model_type.0',
    ],
    [
      'comfyui_any_x.json',
      '{"app":"forge","version":"any","variant":"x","mappings":[]}',
      "app: it is forge, but the file's name says comfyui",
    ],
    [
      'comfyui_1_x.json',
      '{"app":"comfyui","version":"newest","variant":"x","mappings":[]}',
      'version: it is neither "any" nor an npm semver range',
    ],
    ['comfyui-any-x.json', '{}', 'its name is not <app>_<version>_<config>.json'],
  ])('%s with %s is an error that names file and field', async (name, text, complaint) => {
    await writeFile(join(world.userMappings, name), text)
    await expect(world.apps.map()).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(complaint) as string,
    })
    await expect(world.apps.map()).rejects.toThrow(join(world.userMappings, name))
    expect(await listComfyuiModels(models)).toEqual({})
  })
})

/** Writes a mapping file of the user with one rule, which takes every checkpoint unless told otherwise. */
async function writeMapping(name: string, rule: Record<string, unknown>, version = 'any'): Promise<void> {
  const variant = name
    .replace(/\.json$/, '')
    .split('_')
    .at(-1)
  const mappings = [
    { name: 'rule', target_subdir: 'x', patterns: ['*.safetensors'], filters: { subtypes: ['checkpoints'] }, ...rule },
  ]
  await writeFile(join(world.userMappings, name), JSON.stringify({ app: 'comfyui', version, variant, mappings }))
}
