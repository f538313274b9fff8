import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { fillModels } from '../../../test/support/fillModels.ts'
import { type InvokeaiDouble, startInvokeai } from '../../../test/support/invokeaiDouble.ts'
import { type OllamaDouble, startOllama } from '../../../test/support/ollamaDouble.ts'
import { openTestApps, type TestApps } from '../../../test/support/openTestApps.ts'
import { readTree } from '../../../test/support/readTree.ts'
import { createAppClient } from './appClient.ts'

let world: TestApps
beforeEach(async () => {
  world = await openTestApps()
  await fillModels(world.home)
})
afterEach(() => world.close())

const ledger = () => world.database.kysely.selectFrom('app_link').selectAll().execute()

describe('InvokeAI', () => {
  let invokeai: InvokeaiDouble
  let path: string
  beforeEach(async () => {
    invokeai = await startInvokeai()
    path = join(world.home.home, 'invokeai')
    await mkdir(join(path, 'models'), { recursive: true })
    await writeFile(join(path, 'invokeai.yaml'), 'schema_version: 4.0.2\n')
    await world.apps.add('invokeai', path, { url: invokeai.url })
  })
  afterEach(() => invokeai.close())

  test('takes models up in place, keeps them, and lets them go, and its folder is not touched', async () => {
    const before = await readTree(path)
    const [plan] = await world.apps.map()
    expect(plan).toMatchObject({ created: 8, conflicts: 0, problem: undefined })
    const dream = join((await world.home.library.get('civitai-1')).path, 'dream.safetensors')
    expect(invokeai.models.map((model) => model.path)).toContain(dream)
    expect(await world.apps.map()).toMatchObject([{ created: 0, kept: 8 }])
    expect(await world.apps.verify()).toMatchObject([{ asked: 'application', seen: 8, notSeen: 0 }])

    await world.apps.unmap()
    expect(invokeai.models).toEqual([])
    expect(await ledger()).toEqual([])
    expect(await readTree(path)).toEqual(before)
    expect((await readFile(dream)).length).toBeGreaterThan(0)
  })

  test("never deletes what is not in the ledger, or is not the ledger's file in place any more", async () => {
    invokeai.models.push({ key: 'mine', name: 'mine', path: '/home/me/mine.safetensors' })
    await world.apps.map({ models: ['civitai-1', 'civitai-2'] })
    const style = invokeai.models.find(({ name }) => name === 'style')
    // The user let InvokeAI move the file into its own folder: to delete it there would delete its bytes.
    if (style) style.path = 'key/style.safetensors'
    const [plan] = await world.apps.unmap()
    expect(plan).toMatchObject({ removed: 1, conflicts: 1 })
    expect(invokeai.models.map(({ name }) => name)).toEqual(['mine', 'style'])
    expect(invokeai.deleted).toHaveLength(1)
  })

  test('one model that is refused takes back the others of the same run', async () => {
    invokeai.refuses.add('style.safetensors')
    await expect(world.apps.map({ models: ['civitai-1', 'civitai-2'] })).rejects.toMatchObject({ code: 'SOURCE_ERROR' })
    expect(invokeai.models).toEqual([])
    expect(await ledger()).toEqual([])
  })

  test("one that was there before, from the same file, is the user's and stays", async () => {
    const dream = join((await world.home.library.get('civitai-1')).path, 'dream.safetensors')
    invokeai.models.push({ key: 'mine', name: 'Dream', path: dream })
    expect(await world.apps.map({ models: ['civitai-1'] })).toMatchObject([{ created: 0, conflicts: 1 }])
    await world.apps.unmap()
    expect(invokeai.models.map(({ key }) => key)).toEqual(['mine'])
  })

  test('that does not answer is a problem of its own, and the other applications go on', async () => {
    await invokeai.close()
    await world.apps.add('comfyui', world.comfyui)
    const plans = await world.apps.map()
    expect(plans.map(({ appId, problem }) => [appId, problem?.code])).toEqual([
      ['invokeai', 'SOURCE_UNREACHABLE'],
      ['comfyui', undefined],
    ])
    invokeai = await startInvokeai()
  })
})

describe('Ollama', () => {
  let ollama: OllamaDouble
  beforeEach(async () => {
    ollama = await startOllama()
    const path = join(world.home.home, 'ollama')
    await mkdir(join(path, 'models', 'manifests'), { recursive: true })
    await world.apps.add('ollama', path, { url: ollama.url })
  })
  afterEach(() => ollama.close())

  test('is given blobs once, makes models of them under names of ours, and lets them go', async () => {
    ollama.models.set('llama3:latest', 'of the user')
    const [plan] = await world.apps.map()
    expect(plan).toMatchObject({ created: 1, conflicts: 0 })
    expect([...ollama.models.keys()]).toEqual(['llama3:latest', 'weighthouse/Qwen3-8B-Q4_K_M:latest'])
    expect(await world.apps.map()).toMatchObject([{ created: 0, kept: 1 }])
    expect(ollama.requests.filter((request) => request.startsWith('POST /api/blobs'))).toHaveLength(1)
    expect(await world.apps.verify()).toMatchObject([{ seen: 1, notSeen: 0 }])
    await world.apps.unmap()
    expect([...ollama.models.keys()]).toEqual(['llama3:latest'])
  })

  test('a name that the user made anew in the meantime stays', async () => {
    await world.apps.map()
    ollama.models.set('weighthouse/Qwen3-8B-Q4_K_M:latest', 'another model now')
    expect(await world.apps.unmap()).toMatchObject([{ removed: 0, conflicts: 1 }])
    expect([...ollama.models.values()]).toEqual(['another model now'])
    expect(await ledger()).toEqual([])
  })

  test('a process that died after Ollama had made a model finds it again and can take it back', async () => {
    await world.apps.map()
    await world.database.kysely.updateTable('app_link').set({ state: 'planned', detail: null }).execute()
    expect(await world.apps.map()).toMatchObject([{ created: 0, kept: 1 }])
    await world.database.kysely.updateTable('app_link').set({ state: 'planned', detail: null }).execute()
    expect(await world.apps.unmap()).toMatchObject([{ removed: 1 }])
    expect([...ollama.models.keys()]).toEqual([])
  })
})

describe('the client of applications', () => {
  test.each(['http://203.0.113.9:8188', 'http://169.254.169.254', 'http://[2001:db8::1]:80', 'http://8.8.8.8'])(
    'refuses %s, which is elsewhere',
    async (url) => {
      await expect(createAppClient({ url }).status({ path: '/' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    },
  )

  test.each(['ftp://127.0.0.1', 'http://user:secret@127.0.0.1', 'comfyui', 'http://127.0.0.1/?a=1'])(
    'does not take %s for an address',
    (url) => {
      expect(() => createAppClient({ url })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error)
    },
  )

  test('reaches localhost by its name', async () => {
    const ollama = await startOllama()
    const client = createAppClient({ url: ollama.url.replace('127.0.0.1', 'localhost') })
    expect(await client.status({ path: '/api/tags' })).toBe(200)
    await ollama.close()
  })
})
