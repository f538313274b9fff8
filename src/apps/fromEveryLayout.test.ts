import { basename, extname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { appDoubles } from '../../test/support/appDoubles.ts'
import { listComfyuiModels } from '../../test/support/comfyuiDouble.ts'
import { appLayouts, type ExpectedModel, writeAppLayout } from '../../test/support/layouts/appLayouts.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'

let world: TestApps
beforeEach(async () => {
  world = await openTestApps()
})
afterEach(() => world.close())

/** ComfyUI's lists by what a model of one file is. */
const comfyuiLists: Record<string, string> = {
  checkpoints: 'checkpoints',
  unet: 'diffusion_models',
  loras: 'loras',
  vae: 'vae',
  controlnet: 'controlnet',
  embeddings: 'embeddings',
  upscale: 'upscale_models',
  clip: 'text_encoders',
  t5: 'text_encoders',
  clip_vision: 'clip_vision',
}
const torch = ['.safetensors', '.sft', '.ckpt', '.pt', '.pth', '.bin']

/** Where a model of one file has to be seen, and its name there. */
function listOf({ path, type, subtype, files = 1 }: ExpectedModel): { list: string; name: string } | undefined {
  const name = basename(path)
  if (files !== 1) return undefined
  const list = type === 'diffusion' ? comfyuiLists[subtype] : undefined
  if (list !== undefined && torch.includes(extname(name))) return { list, name }
  return (type === 'llm' || type === 'vlm') && extname(name) === '.gguf' ? { list: 'gguf', name } : undefined
}

describe.each(appLayouts)("a folder laid out as $layout's", (appLayout) => {
  const { expected, layout } = appLayout
  test('is scanned in place, its models are seen in the other applications, and unmap leaves no trace', async () => {
    const root = await writeAppLayout(join(world.home.home, 'drive'), appLayout)
    const report = await world.home.library.scan({ path: root })
    expect(report.roots[0]?.layouts).toContain(layout)
    const gpt4all = appDoubles.find(({ id }) => id === 'gpt4all')
    const gguf = (await gpt4all?.make(world.home.home)) ?? ''
    await world.apps.add('gpt4all', gguf)
    await world.apps.add('comfyui', world.comfyui)
    const before = await Promise.all([root, gguf, world.comfyui].map(readTree))

    const plans = await world.apps.map()
    expect(plans).toMatchObject([
      { conflicts: 0, problem: undefined },
      { conflicts: 0, problem: undefined },
    ])
    const shown: Record<string, string[]> = {
      ...(await listComfyuiModels(join(world.comfyui, 'models'))),
      gguf: (await gpt4all?.list(gguf))?.['models'] ?? [],
    }
    if (layout === 'ollama') expect(shown['gguf']).toHaveLength(2)
    for (const model of expected) {
      const place = listOf(model)
      if (place)
        expect(
          shown[place.list]?.map((name) => basename(name)),
          model.path,
        ).toContain(place.name)
    }
    // The folder itself is as it was, also while everything is mapped.
    expect(await readTree(root)).toEqual(before[0])
    await world.apps.unmap()
    expect(await Promise.all([root, gguf, world.comfyui].map(readTree))).toEqual(before)
  })
})
