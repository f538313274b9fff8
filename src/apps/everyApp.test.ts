import { lstat, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { appDoubles } from '../../test/support/appDoubles.ts'
import type { Shown } from '../../test/support/apps/appDouble.ts'
import { fillModels, hubCommit } from '../../test/support/fillModels.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'
import { adapters } from './adapters.ts'
import { appIds } from './appIds.ts'

let world: TestApps
beforeEach(async () => {
  world = await openTestApps()
  await fillModels(world.home)
})
afterEach(() => world.close())

const images = {
  checkpoints: ['dream.safetensors', 'old.ckpt'],
  loras: ['style.safetensors'],
  vae: ['ae.safetensors'],
  embeddings: ['bad-hands.pt'],
  upscalers: ['4x.pth'],
}
const parts = ['Q8/Qwen3-32B-00001-of-00002.gguf', 'Q8/Qwen3-32B-00002-of-00002.gguf']

/** What each application is to show of the same library. */
const expected: Record<string, Shown> = {
  a1111: images,
  forge: {
    ...images,
    checkpoints: ['dream.safetensors', 'flux1-dev-Q4_0.gguf', 'flux1.safetensors', 'old.ckpt'],
    text_encoders: ['t5xxl.safetensors'],
  },
  sdnext: {
    ...images,
    checkpoints: ['dream.safetensors'],
    unet: ['flux1-dev-Q4_0.gguf', 'flux1.safetensors'],
    text_encoders: ['t5xxl.safetensors'],
  },
  fooocus: images,
  swarmui: {
    checkpoints: images.checkpoints,
    diffusion_models: ['flux1-dev-Q4_0.gguf', 'flux1.safetensors'],
    loras: images.loras,
    vae: images.vae,
    embeddings: images.embeddings,
    text_encoders: ['t5xxl.safetensors'],
  },
  lmstudio: {
    models: ['Qwen/Qwen3-32B-GGUF/Qwen3-32B-00001-of-00002.gguf', 'Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M.gguf'],
  },
  jan: {
    models: ['Qwen/Qwen3-32B-GGUF/Qwen3-32B-00001-of-00002', 'Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M'],
  },
  gpt4all: { models: ['Qwen3-8B-Q4_K_M.gguf'] },
  'text-generation-webui': {
    gguf: ['Qwen3-32B-00001-of-00002.gguf', 'Qwen3-8B-Q4_K_M.gguf'],
    folders: ['Qwen3-8B'],
  },
  'huggingface-cache': {
    'models--Comfy-Org--flux@main': [
      'split_files/diffusion_models/flux1.safetensors',
      'split_files/text_encoders/t5xxl.safetensors',
      'split_files/vae/ae.safetensors',
    ],
    'models--city96--FLUX.1-dev-gguf@main': ['flux1-dev-Q4_0.gguf'],
    'models--Qwen--Qwen3-8B@main': ['config.json', 'model.safetensors'],
    'models--Qwen--Qwen3-8B-GGUF@main': ['Qwen3-8B-Q4_K_M.gguf', 'README.md'],
    'models--Qwen--Qwen3-32B-GGUF@main': parts,
  },
  llamacpp: {
    'models--Qwen--Qwen3-8B-GGUF@main': ['Qwen3-8B-Q4_K_M.gguf'],
    'models--Qwen--Qwen3-32B-GGUF@main': parts,
  },
}

describe.each(appDoubles)('$id', ({ id, make, list }) => {
  test('is detected, shows exactly what the mapping plans, and is as it was after unmap', async () => {
    const path = await make(world.home.home)
    const before = await readTree(path)
    const nothing = await list(path)
    const found = await world.apps.detect([path])
    expect(found.map(({ app }) => app)).toContain(id)
    await world.apps.add(id, path)
    expect(await readTree(path)).toEqual(before)

    const [planned] = await world.apps.map({ dryRun: true })
    expect(await readTree(path)).toEqual(before)
    const [plan] = await world.apps.map()
    expect(plan?.actions).toEqual(planned?.actions)
    expect(plan).toMatchObject({ conflicts: 0, applied: true, problem: undefined })
    expect(await list(path)).toEqual({ ...nothing, ...expected[id] })
    expect(await world.apps.map()).toMatchObject([{ created: 0, repaired: 0, removed: 0, kept: plan?.created }])

    const [answer] = await world.apps.verify()
    expect(answer).toMatchObject({ asked: 'folders', unknown: 0 })
    await world.apps.unmap()
    expect(await readTree(path)).toEqual(before)
    expect(await world.database.kysely.selectFrom('app_link').selectAll().execute()).toEqual([])
  })
})

test('every adapter has an id of its own, and help knows them all', () => {
  expect(adapters.map(({ id }) => id)).toEqual([...appIds])
})

describe('the Hugging Face cache', () => {
  test.each(appDoubles.filter(({ id }) => id === 'huggingface-cache' || id === 'llamacpp'))(
    'of $id takes symbolic links with --mapping symlink, shows the same, and is as it was after unmap',
    async ({ id, make, list }) => {
      const path = await make(world.home.home)
      const before = await readTree(path)
      await world.apps.add(id, path, { variant: 'symlink' })
      expect(await world.apps.map()).toMatchObject([{ conflicts: 0, problem: undefined }])
      expect(await list(path)).toEqual(expected[id])
      const snapshot = join(path, 'hub/models--Qwen--Qwen3-8B-GGUF/snapshots', hubCommit, 'Qwen3-8B-Q4_K_M.gguf')
      expect((await lstat(snapshot)).isSymbolicLink()).toBe(true)
      await world.apps.unmap()
      expect(await readTree(path)).toEqual(before)
    },
  )

  test('gets a small file whole that a killed process had only begun to write, and loses it to unmap', async () => {
    const path = join(world.home.home, 'huggingface')
    await mkdir(join(path, 'hub'), { recursive: true })
    await world.apps.add('huggingface-cache', path)
    const before = await readTree(path)
    await world.apps.map({ models: ['Qwen--Qwen3-8B'] })
    const mapped = await readTree(path)
    // As it is when the process is killed between making the file and filling it.
    await writeFile(join(path, 'hub/models--Qwen--Qwen3-8B/refs/main'), '')
    const planned = { state: 'planned', inode: null }
    await world.database.kysely.updateTable('app_link').set(planned).where('kind', '=', 'file').execute()
    expect(await world.apps.map({ models: ['Qwen--Qwen3-8B'] })).toMatchObject([{ repaired: 1, conflicts: 0 }])
    expect(await readTree(path)).toEqual(mapped)
    await world.apps.unmap()
    expect(await readTree(path)).toEqual(before)
  })

  test('loses hard links of a killed process also when the model has moved since', async () => {
    const path = join(world.home.home, 'huggingface')
    await mkdir(join(path, 'hub'), { recursive: true })
    await world.apps.add('huggingface-cache', path)
    const before = await readTree(path)
    await world.apps.map({ models: ['Qwen--Qwen3-8B'] })
    const planned = { state: 'planned', inode: null }
    await world.database.kysely.updateTable('app_link').set(planned).execute()
    const { path: folder } = await world.home.library.get('Qwen--Qwen3-8B')
    await rename(folder, `${folder}-moved`)
    await world.home.library.scan()
    expect(await world.apps.unmap()).toMatchObject([{ removed: 3, conflicts: 0 }])
    expect(await readTree(path)).toEqual(before)
  })

  test('keeps what is there: a revision that is at another commit stays, and the snapshot stands beside it', async () => {
    const path = join(world.home.home, 'huggingface')
    const refs = join(path, 'hub', 'models--Qwen--Qwen3-8B', 'refs')
    await mkdir(refs, { recursive: true })
    await writeFile(join(refs, 'main'), 'an older commit')
    await world.apps.add('huggingface-cache', path)
    const before = await readTree(path)
    const [plan] = await world.apps.map({ models: ['Qwen--Qwen3-8B'] })
    expect(plan).toMatchObject({ created: 2, conflicts: 1 })
    const after = await readTree(path)
    expect(after).toMatchObject(before)
    expect(after[`hub/models--Qwen--Qwen3-8B/snapshots/${hubCommit}/config.json`]).toBe('{}')
    await world.apps.unmap()
    expect(await readTree(path)).toEqual(before)
  })
})
