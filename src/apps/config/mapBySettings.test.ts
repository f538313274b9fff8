import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { walk } from '../../../test/support/apps/appDouble.ts'
import { fillModels } from '../../../test/support/fillModels.ts'
import { openTestApps, type TestApps } from '../../../test/support/openTestApps.ts'
import { readTree } from '../../../test/support/readTree.ts'

let world: TestApps
beforeEach(async () => {
  world = await openTestApps()
  await fillModels(world.home)
})
afterEach(() => world.close())

const original = '# my own\r\na111:\r\n  base_path: /sd   # here\r\n'

describe('ComfyUI with --mapping config', () => {
  let file: string
  beforeEach(async () => {
    file = join(world.comfyui, 'extra_model_paths.yaml')
    await world.apps.add('comfyui', world.comfyui, { variant: 'config' })
  })

  /** utils/extra_config.py: each key's lines are folders; a file is shown by its path below its folder. */
  async function listExtra(key: string): Promise<string[]> {
    const sections = parse(await readFile(file, 'utf8')) as Record<string, Record<string, string>>
    const folders = (sections['weighthouse']?.[key] ?? '').split('\n').filter(Boolean)
    const files = await Promise.all(folders.map(async (folder) => walk(folder, true)))
    return files
      .flat()
      .filter((path) => path.endsWith('.safetensors') || path.endsWith('.ckpt'))
      .map((path) => basename(path))
      .sort()
  }

  test('sees exactly the planned names, and the file is as it was after unmap, byte for byte', async () => {
    await writeFile(file, original)
    const before = await readTree(world.comfyui)
    await world.apps.map()
    expect((await readFile(file, 'utf8')).startsWith(original)).toBe(true)
    expect(await listExtra('checkpoints')).toEqual(['dream.safetensors', 'old.ckpt'])
    expect(await listExtra('loras')).toEqual(['style.safetensors'])
    expect(await world.apps.links('civitai-2')).toHaveLength(1)
    await world.apps.unmap()
    expect(await readTree(world.comfyui)).toEqual(before)
    expect(await world.database.kysely.selectFrom('app_link').selectAll().execute()).toEqual([])
  })

  test('names no folder that would show a file under the wrong key', async () => {
    const [plan] = await world.apps.map({ models: ['Comfy-Org--flux'] })
    expect(plan?.actions.map(({ action }) => action)).toEqual(['skip', 'skip', 'skip'])
    expect(plan?.actions[0]?.reason).toContain('would also show')
  })

  test('names no folder that holds weights which the library does not know, such as a download under way', async () => {
    const { path } = await world.home.library.get('civitai-2')
    await writeFile(join(path, 'half.safetensors'), 'not yet whole')
    const [plan] = await world.apps.map({ models: ['civitai-1', 'civitai-2'] })
    expect(plan?.actions.map(({ action, slug }) => `${action} ${slug}`)).toEqual(['create civitai-1', 'skip civitai-2'])
    expect(plan?.actions[1]?.reason).toContain('would also show half.safetensors')
  })

  test('makes the file when there is none, and takes it away again', async () => {
    const before = await readTree(world.comfyui)
    await world.apps.map()
    expect(await listExtra('checkpoints')).toHaveLength(2)
    const text = await readFile(file, 'utf8')
    expect(await world.apps.map()).toMatchObject([{ created: 0, repaired: 0, removed: 0 }])
    expect(await readFile(file, 'utf8')).toBe(text)
    await world.apps.unmap()
    expect(await readTree(world.comfyui)).toEqual(before)
  })

  test('keeps what the user changed since, before and behind our section', async () => {
    await writeFile(file, original)
    await world.apps.map()
    const text = await readFile(file, 'utf8')
    await writeFile(file, `first:\r\n  x: y\r\n${text}last:\r\n  x: z\r\n`)
    expect(await world.apps.map()).toMatchObject([{ created: 0, conflicts: 0 }])
    expect(await listExtra('loras')).toEqual(['style.safetensors'])
    await world.apps.unmap()
    expect(await readFile(file, 'utf8')).toBe(`first:\r\n  x: y\r\n${original}last:\r\n  x: z\r\n`)
  })

  test('follows the library: a model that goes loses its line, others keep theirs', async () => {
    await world.apps.map()
    await world.apps.unmap({ models: ['civitai-1'] })
    expect(await listExtra('checkpoints')).toEqual(['old.ckpt'])
    expect(await listExtra('loras')).toEqual(['style.safetensors'])
    await world.apps.map({ models: ['civitai-1'] })
    expect(await listExtra('checkpoints')).toEqual(['dream.safetensors', 'old.ckpt'])
  })

  test('says that a broken file is broken, and touches nothing', async () => {
    await writeFile(file, 'a: [')
    const before = await readTree(world.comfyui)
    await expect(world.apps.map()).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
    expect(await readTree(world.comfyui)).toEqual(before)
  })

  test('a process that died before or after it wrote the file leaves nothing that the next unmap does not take back', async () => {
    await writeFile(file, original)
    const before = await readTree(world.comfyui)
    await world.apps.map()
    const { kysely } = world.database
    await kysely.updateTable('app_link').set({ state: 'planned', inode: null }).execute()
    await world.apps.unmap()
    expect(await readTree(world.comfyui)).toEqual(before)
    await world.apps.map()
    await kysely.updateTable('app_link').set({ state: 'planned' }).where('kind', 'like', 'config%').execute()
    // As it was before the write, with the next text half written beside it.
    await writeFile(file, original)
    const row = await kysely
      .selectFrom('app_link')
      .selectAll()
      .where('kind', '=', 'config_file')
      .executeTakeFirstOrThrow()
    await writeFile((JSON.parse(row.detail ?? '') as { beside: string }).beside, '# my')
    await world.apps.unmap()
    expect(await readTree(world.comfyui)).toEqual(before)
  })
})

describe.each([
  {
    app: 'fooocus',
    files: { 'fooocus_version.py': "version = '2.5.5'", 'modules/config.py': '', 'launch.py': '' },
    settings: 'config.txt',
    text: '{\n    "path_checkpoints": "/my/checkpoints",\n    "default_model": "x"\n}',
    models: 'models',
  },
  {
    app: 'swarmui',
    files: { 'src/SwarmUI.csproj': '<Version>0.9.7</Version>' },
    settings: 'Data/Settings.fds',
    text: '#Swarm\nPaths:\n\tSDModelFolder: Stable-Diffusion;mine\n\tModelRoot: Models\n',
    models: 'Models',
  },
  {
    app: 'sdnext',
    files: { 'installer.py': '', 'launch.py': '', 'modules/x.py': '' },
    settings: 'config.json',
    text: '{\n  "sd_model_checkpoint": "x"\n}\n',
    models: 'models',
  },
])('$app with --mapping config', ({ app, files, settings, text, models }) => {
  test('names folders in its settings, and puts back the very bytes', async () => {
    const path = join(world.home.home, app)
    for (const [name, content] of Object.entries({ ...files, [settings]: text })) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), content)
    }
    await mkdir(join(path, models), { recursive: true })
    await world.apps.add(app, path, { variant: 'config' })
    const before = await readTree(path)
    const [plan] = await world.apps.map({ models: ['civitai-1', 'civitai-2'] })
    expect(plan).toMatchObject({ conflicts: 0, created: 2 })
    const written = await readFile(join(path, settings), 'utf8')
    const style = (await world.home.library.get('civitai-2')).path
    expect(written).toContain(style)
    expect(await world.apps.map({ models: ['civitai-1', 'civitai-2'] })).toMatchObject([{ created: 0, kept: 2 }])
    await world.apps.unmap()
    expect(await readTree(path)).toEqual(before)
  })
})

test("SD.Next's setting is not touched while its usual folder holds models of the user's", async () => {
  const path = join(world.home.home, 'sdnext')
  for (const folder of ['modules', 'models/Lora']) await mkdir(join(path, folder), { recursive: true })
  for (const name of ['installer.py', 'launch.py', 'models/Lora/mine.safetensors'])
    await writeFile(join(path, name), '')
  await world.apps.add('sdnext', path, { variant: 'config' })
  const before = await readTree(path)
  const [plan] = await world.apps.map({ models: ['civitai-2'] })
  expect(plan?.actions).toMatchObject([{ action: 'skip', reason: expect.stringContaining('not empty') as string }])
  expect(await readTree(path)).toEqual(before)
})
