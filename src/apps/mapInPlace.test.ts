import { lstat, mkdir, rename, symlink, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { appDoubles } from '../../test/support/appDoubles.ts'
import { listComfyuiModels } from '../../test/support/comfyuiDouble.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'
import { writeGguf } from '../../test/support/writeGguf.ts'
import { writeSafetensors } from '../../test/support/writeSafetensors.ts'

let world: TestApps
beforeEach(async () => {
  world = await openTestApps()
})
afterEach(() => world.close())

const checkpoint = writeSafetensors({
  'model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': { shape: [2, 768] },
  'first_stage_model.decoder.conv_in.weight': { shape: [4, 4] },
  'cond_stage_model.transformer.text_model.embeddings.position_ids': { shape: [1] },
})
const lora = writeSafetensors({
  'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight': { shape: [4, 768] },
  'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_up.weight': { shape: [320, 4] },
})
const llama = writeGguf({ 'general.architecture': 'llama', 'general.name': 'Llama' })

/** Writes files of the user's. */
async function keep(root: string, files: Record<string, Buffer>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

const shown = () => listComfyuiModels(join(world.comfyui, 'models'))

describe('models that stay where the user keeps them', () => {
  test("are linked into every other application from one application's own folders, and nothing is left after unmap", async () => {
    const forge = join(world.home.home, 'my-forge')
    await keep(forge, {
      'webui.py': Buffer.alloc(0),
      'modules_forge/forge_version.py': Buffer.from("version = 'f2.0.1'\n"),
      'models/Stable-diffusion/dream.safetensors': checkpoint,
      'models/Lora/styles/ink.safetensors': lora,
    })
    const lmstudio = join(world.home.home, 'my-lmstudio')
    await keep(lmstudio, { 'models/meta/Llama-GGUF/llama-q4.gguf': llama, 'settings.json': Buffer.from('{}') })
    await mkdir(join(lmstudio, '.internal'))
    await world.home.library.scan({ path: forge })
    await world.home.library.scan({ path: join(lmstudio, 'models') })
    const others = appDoubles.filter(({ id }) =>
      ['fooocus', 'swarmui', 'gpt4all', 'text-generation-webui'].includes(id),
    )
    const paths = new Map<string, string>()
    for (const { id, make } of others) {
      const path = await make(world.home.home)
      paths.set(id, path)
      await world.apps.add(id, path)
    }
    await world.apps.add('comfyui', world.comfyui)
    await world.apps.add('forge', forge)
    await world.apps.add('lmstudio', lmstudio)
    const before = await readTree(world.home.home)

    const plans = await world.apps.map()
    expect(plans.map(({ problem }) => problem)).toEqual(plans.map(() => undefined))
    expect(await shown()).toMatchObject({ checkpoints: ['dream.safetensors'], loras: ['ink.safetensors'] })
    const seen = async (id: string) => others.find((each) => each.id === id)?.list(paths.get(id) ?? '')
    expect(await seen('fooocus')).toMatchObject({ checkpoints: ['dream.safetensors'], loras: ['ink.safetensors'] })
    expect(await seen('swarmui')).toMatchObject({ checkpoints: ['dream.safetensors'], loras: ['ink.safetensors'] })
    expect(await seen('gpt4all')).toMatchObject({ models: ['llama-q4.gguf'] })
    expect(await seen('text-generation-webui')).toMatchObject({ gguf: ['llama-q4.gguf'] })
    // What lies in an application's own folders is not linked into them again.
    const own = plans.find(({ appId }) => appId === 'forge')
    expect(own).toMatchObject({ created: 0, conflicts: 0 })
    expect(own?.actions.map(({ reason }) => reason).join()).toContain("in the application's own folder already")

    await world.apps.unmap()
    const after = await readTree(world.home.home)
    const users = (tree: Record<string, string>) =>
      Object.fromEntries(Object.entries(tree).filter(([path]) => !/^(?:models|store|weighthouse\.db)/.test(path)))
    expect(users(after)).toEqual(users(before))
  })

  test('keep their links while their drive is away, and are linked on when it comes back', async () => {
    const drive = await keep(join(world.home.home, 'drive'), { 'loras/ink.safetensors': lora })
    await world.home.library.scan({ path: drive })
    await world.apps.add('comfyui', world.comfyui)
    expect(await world.apps.map()).toMatchObject([{ created: 1 }])
    await rename(drive, `${drive}-unplugged`)
    await expect.poll(() => world.home.library.roots()[0]?.online).toBe(false)
    const [plan] = await world.apps.map()
    expect(plan).toMatchObject({ kept: 1, removed: 0, repaired: 0, conflicts: 0 })
    expect(plan?.actions[0]?.reason).toBe('its drive is not here now')
    await rename(`${drive}-unplugged`, drive)
    await expect.poll(() => world.home.library.roots()[0]?.online).toBe(true)
    expect(await world.apps.map()).toMatchObject([{ kept: 1, created: 0 }])
    expect(await shown()).toEqual({ loras: ['ink.safetensors'] })
  })

  test('lose their links when the user deletes them, and have them again when they are back', async () => {
    const folder = await keep(join(world.home.home, 'mine'), { 'ink.safetensors': lora, 'pen.safetensors': lora })
    await world.home.library.scan({ path: folder })
    await world.apps.add('comfyui', world.comfyui)
    await world.apps.map()
    await rename(join(folder, 'ink.safetensors'), join(world.home.home, 'elsewhere'))
    await world.home.library.scan()
    expect(await world.apps.map()).toMatchObject([{ removed: 1, kept: 1 }])
    expect(await shown()).toEqual({ loras: ['pen.safetensors'] })
    await rename(join(world.home.home, 'elsewhere'), join(folder, 'ink.safetensors'))
    await world.home.library.scan()
    expect(await world.apps.map()).toMatchObject([{ created: 1, kept: 1 }])
  })
})

describe('a place that something else has', () => {
  const style = { 'style.safetensors': lora }

  test('is left under skip, and the next name is taken under rename, the same every time', async () => {
    await world.home.shelve('civitai-2', style, { record: { type: 'LORA' } })
    await world.apps.add('comfyui', world.comfyui)
    await mkdir(join(world.comfyui, 'models/loras'), { recursive: true })
    await writeFile(join(world.comfyui, 'models/loras/style.safetensors'), 'mine')
    expect(await world.apps.map()).toMatchObject([{ created: 0, conflicts: 1 }])
    expect(await world.apps.map({ onConflict: 'replace-ours' })).toMatchObject([{ created: 0, conflicts: 1 }])
    expect(await world.apps.map({ onConflict: 'rename' })).toMatchObject([{ created: 1, conflicts: 0 }])
    expect((await shown())['loras']).toEqual(['2-style.safetensors', 'style.safetensors'])
    expect(await world.apps.map({ onConflict: 'rename' })).toMatchObject([{ created: 0, kept: 1, removed: 0 }])
  })

  test('is taken over from another installation of ours under replace-ours only', async () => {
    await world.home.shelve('civitai-2', style, { record: { type: 'LORA' } })
    await world.apps.add('comfyui', world.comfyui)
    // Two applications that read the same folder.
    const other = join(world.home.home, 'other')
    await mkdir(join(other, 'modules'), { recursive: true })
    for (const name of ['fooocus_version.py', 'modules/config.py']) await writeFile(join(other, name), '')
    await symlink(join(world.comfyui, 'models'), join(other, 'models'))
    await world.apps.add('fooocus', other)
    await world.apps.map({ apps: ['comfyui'] })
    const [same] = await world.apps.map({ apps: ['fooocus'] })
    expect(same?.actions).toMatchObject([{ action: 'skip', reason: 'comfyui has the same link there' }])

    const { kysely } = world.database
    const owners = () => kysely.selectFrom('app_link').select('installation_id').where('slug', '!=', '').execute()
    await unlink(join(world.comfyui, 'models/loras/style.safetensors'))
    await symlink('/elsewhere', join(world.comfyui, 'models/loras/style.safetensors'))
    const { ino } = await lstat(join(world.comfyui, 'models/loras/style.safetensors'))
    await kysely
      .updateTable('app_link')
      .set({ source_path: '/elsewhere', inode: String(ino) })
      .where('slug', '!=', '')
      .execute()
    expect(await world.apps.map({ apps: ['fooocus'] })).toMatchObject([{ repaired: 0, conflicts: 1 }])
    expect(await world.apps.map({ apps: ['fooocus'], onConflict: 'replace-ours' })).toMatchObject([{ repaired: 1 }])
    expect(await owners()).toEqual([{ installation_id: 'fooocus' }])
    expect(await shown()).toEqual({ loras: ['style.safetensors'] })
  })
})
