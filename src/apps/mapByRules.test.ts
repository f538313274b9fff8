import { lstat, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listComfyuiModels } from '../../test/support/comfyuiDouble.ts'
import {
  actionsOf as actionsInWords,
  checkpoint,
  fillComfyuiLibrary,
  shownInComfyui as shown,
} from '../../test/support/comfyuiLibrary.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
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
  ])('%s leaves the model out, names file and field, and the others go on', async (text, complaint) => {
    const path = await override(text)
    const plans = await world.apps.map()
    const [skipped] = plans[0]?.actions.filter(({ slug }) => slug === 'civitai-1') ?? []
    expect(skipped).toMatchObject({ action: 'skip', reason: expect.stringContaining(complaint) as string })
    expect(skipped?.reason).toContain(path)
    expect(await listComfyuiModels(models)).toEqual({ ...shown, checkpoints: ['v1-5.safetensors'] })
  })

  test('apps.exclude and apps.include say which applications may see a model, by id, name or installation', async () => {
    await override('{"apps": {"exclude": ["comfyui"]}}')
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual(['skip'])
    await override('{"apps": {"include": ["forge"]}}')
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual(['skip'])
    await override('{"apps": {"include": ["ComfyUI"]}}')
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual([
      'create checkpoints/dream.safetensors',
    ])
  })

  test('links says another folder and name for one application', async () => {
    await override('{"links": {"comfyui": {"folder": "checkpoints/best", "name": "Dream 8"}}}')
    await world.apps.map()
    expect((await listComfyuiModels(models))['checkpoints']).toEqual(['best/Dream 8.safetensors', 'v1-5.safetensors'])
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
    ['formats', { filters: { subtypes: ['checkpoints', 'embeddings'], format: ['pickle'] } }, ['bad-hands.pt']],
    ['sources', { filters: { sources: ['civitai'], subtypes: ['checkpoints'] } }, ['dream.safetensors']],
    ['families', { filters: { subtypes: ['checkpoints'], exclude_families: ['SD1'] } }, []],
    ['names', { filters: { subtypes: ['checkpoints'] }, exclude_patterns: ['dream*'] }, ['v1-5.safetensors']],
    [
      'folders of its own',
      { filters: { subtypes: ['loras'] }, folder: '{publisher}/{model}' },
      ['civitai/2/style.safetensors'],
    ],
  ])('a rule chooses by %s', async (_what, rule, names) => {
    await writeMapping('comfyui_any_x.json', { patterns: ['*.safetensors', '*.pt'], target_subdir: 'x', ...rule })
    const words = actionsOf(await world.apps.map({ dryRun: true })).filter((word) => word.startsWith('create x/'))
    expect(words.map((word) => word.slice('create x/'.length))).toEqual(names)
  })

  test('an optional file takes part only where its variant was chosen', async () => {
    await writeMapping('comfyui_any_mine.json', { name: 'checkpoints', target_subdir: 'mine' }, 'any', {
      optional: true,
    })
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual([
      'create checkpoints/dream.safetensors',
    ])
    await world.apps.add('comfyui', world.comfyui, { variant: 'mine' })
    expect(actionsOf(await world.apps.map({ dryRun: true }), 'civitai-1')).toEqual(['create mine/dream.safetensors'])
    await world.apps.add('comfyui', world.comfyui, { variant: 'nothing' })
    await expect(world.apps.map()).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
  })

  test('a broken file of one application does not keep the others from being mapped', async () => {
    const fooocus = join(world.home.home, 'fooocus')
    await mkdir(join(fooocus, 'models'), { recursive: true })
    for (const name of ['fooocus_version.py', 'launch.py']) await writeFile(join(fooocus, name), '')
    await world.apps.add('fooocus', fooocus)
    await writeFile(join(world.userMappings, 'fooocus_any_x.json'), '{')
    const plans = await world.apps.map()
    expect(plans.map(({ appId, problem }) => [appId, problem?.code])).toEqual([
      ['comfyui', undefined],
      ['fooocus', 'INVALID_CONFIG'],
    ])
    expect(await listComfyuiModels(models)).toEqual(shown)
  })

  test('GGUF files are linked only for a ComfyUI that has ComfyUI-GGUF, and the plan says so', async () => {
    await rm(join(world.comfyui, 'custom_nodes'), { recursive: true })
    const [plan] = await world.apps.map()
    const [gguf] = plan?.actions.filter(({ slug }) => slug === 'city96--FLUX.1-dev-gguf') ?? []
    expect(gguf).toMatchObject({ action: 'skip', reason: expect.stringContaining('comfyui-gguf') as string })
    expect(await listComfyuiModels(models)).toEqual({ ...shown, unet_gguf: undefined })
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
async function writeMapping(
  name: string,
  rule: Record<string, unknown>,
  version = 'any',
  more: Record<string, unknown> = {},
): Promise<void> {
  const variant = name
    .replace(/\.json$/, '')
    .split('_')
    .at(-1)
  const mappings = [
    { name: 'rule', target_subdir: 'x', patterns: ['*.safetensors'], filters: { subtypes: ['checkpoints'] }, ...rule },
  ]
  await writeFile(
    join(world.userMappings, name),
    JSON.stringify({ app: 'comfyui', version, variant, mappings, ...more }),
  )
}
