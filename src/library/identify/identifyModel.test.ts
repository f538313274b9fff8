import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { writeSparseSafetensors } from '../../../test/support/writeSparseWeights.ts'
import type { FoundFile, FoundModel } from '../layouts/foundModel.ts'
import type { HashAnswer } from './identification.ts'
import { identifyModel } from './identifyModel.ts'
import { reviewBelow } from './mergeWitnesses.ts'
import { readFoundHeader } from './readFoundHeader.ts'
import type { Shapes } from './testing/headerRow.ts'

const toKey = 'transformer_blocks.0.attn2.to_k.weight'
const sdxl: Shapes = { [`model.diffusion_model.input_blocks.4.1.${toKey}`]: [640, 2048] }
const sdxlWhole: Shapes = { ...sdxl, 'first_stage_model.decoder.conv_in.weight': [512, 4, 3, 3] }
const loraXl: Shapes = {
  'lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight': [4, 2048],
}
const sha256 = 'ab'.repeat(32)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-identify-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function found(
  files: Record<string, Shapes | string | object>,
  more: Partial<Pick<FoundModel, 'name' | 'layout' | 'hints'>> & {
    sidecars?: Record<string, unknown>
    sha256?: string
    metadata?: Record<string, string>
  } = {},
): Promise<FoundModel> {
  const make = async (path: string, write: (location: string) => Promise<unknown>): Promise<FoundFile> => {
    const location = join(folder, path)
    await mkdir(dirname(location), { recursive: true })
    await write(location)
    return { path, location, size: 10, mtimeMs: 0, device: '', inode: '' }
  }
  const list: FoundFile[] = []
  for (const [path, content] of Object.entries(files)) {
    const file = await make(path, (location) =>
      path.endsWith('.safetensors')
        ? writeSparseSafetensors(location, content as Shapes, { metadata: more.metadata })
        : writeFile(location, typeof content === 'string' ? content : JSON.stringify(content)),
    )
    list.push(more.sha256 === undefined ? file : { ...file, sha256: more.sha256 })
  }
  const sidecars: FoundFile[] = []
  for (const [path, content] of Object.entries(more.sidecars ?? {})) {
    sidecars.push(await make(path, (location) => writeFile(location, JSON.stringify(content))))
  }
  return {
    layout: more.layout ?? 'plain',
    path: list[0]?.path ?? '.',
    name: more.name ?? 'model',
    files: list,
    sidecars,
    hints: more.hints ?? {},
  }
}

async function identify(model: FoundModel, answer?: Partial<HashAnswer>) {
  return identifyModel(model, {
    headers: readFoundHeader,
    lookup: answer && (async () => ({ ...page, ...answer })),
  })
}

const page: HashAnswer = {
  officialName: 'Neon',
  type: 'diffusion',
  subtype: 'checkpoints',
  family: 'sdxl',
  baseModels: ['SDXL 1.0'],
  tags: ['style'],
  triggerWords: [],
  identified: { source: 'civitai', modelId: '1' },
  says: 'the catalog',
}

describe('the order of trust', () => {
  test('is hash, header, sidecar, folder, name', async () => {
    const model = await found(
      { 'loras/sd1 thing.safetensors': loraXl },
      {
        name: 'sd1 thing',
        sidecars: {
          'loras/sd1 thing.civitai.info': {
            id: 2,
            modelId: 1,
            baseModel: 'Pony',
            model: { name: 'By sidecar', type: 'LORA' },
          },
        },
      },
    )
    const byAll = await identify(
      { ...model, files: model.files.map((file) => ({ ...file, sha256 })) },
      { subtype: 'loras', family: 'illustrious' },
    )
    expect(byAll).toMatchObject({ officialName: 'Neon', family: 'illustrious', subtype: 'loras', method: 'hash' })
    expect(byAll.identified).toEqual({ source: 'civitai', modelId: '1' })
    const byHeader = await identify(model)
    // SDXL is what Pony is built upon: the sidecar only says it more exactly.
    expect(byHeader).toMatchObject({ officialName: 'By sidecar', family: 'pony', subtype: 'loras', method: 'header' })
    const bySidecar = await identify({ ...model, files: [{ ...model.files[0]!, location: join(folder, 'gone') }] })
    expect(bySidecar).toMatchObject({ family: 'pony', method: 'sidecar' })
    const byFolder = await identify({
      ...model,
      files: [{ ...model.files[0]!, location: join(folder, 'gone') }],
      sidecars: [],
    })
    expect(byFolder).toMatchObject({ type: 'diffusion', subtype: 'loras', family: 'sd1', method: 'folder' })
    const byName = await identify({
      ...model,
      path: 'x',
      files: [{ ...model.files[0]!, path: 'sd1.ckpt', location: '/gone' }],
      sidecars: [],
    })
    expect(byName).toMatchObject({ type: 'diffusion', family: 'sd1', method: 'name', needsReview: true })
    expect(byName.identified).toBeUndefined()
  })

  test('lets the header tell a denoiser alone from what a page calls a checkpoint', async () => {
    const model = await found({ 'a.safetensors': sdxl }, { sha256 })
    expect(await identify(model, {})).toMatchObject({ subtype: 'unet', family: 'sdxl', needsReview: false })
    const whole = await found({ 'b.safetensors': sdxlWhole }, { sha256 })
    expect(await identify(whole, {})).toMatchObject({ subtype: 'checkpoints' })
  })

  test('names the contradiction of a weaker witness, and is less sure for it', async () => {
    const info = (baseModel: string) => ({ id: 2, modelId: 1, baseModel, model: { name: 'x', type: 'LORA' } })
    const agreed = await identify(
      await found({ 'a.safetensors': loraXl }, { sidecars: { 'a.civitai.info': info('SDXL 1.0') } }),
    )
    const against = await identify(
      await found({ 'b.safetensors': loraXl }, { sidecars: { 'b.civitai.info': info('SD 1.5') } }),
    )
    expect(agreed.needsReview).toBe(false)
    expect(against).toMatchObject({ family: 'sdxl', needsReview: true })
    expect(against.confidence).toBeLessThan(reviewBelow)
    expect(against.evidence.find(({ method }) => method === 'sidecar')?.says).toContain('contradicts: it is of sdxl')
  })

  test('does not send a denoiser that lies among checkpoints to review', async () => {
    const model = await found({ 'checkpoints/a.safetensors': sdxl })
    expect(await identify(model)).toMatchObject({ subtype: 'unet', needsReview: false })
  })

  test('asks a person of a pickle among checkpoints, and of none among embeddings', async () => {
    const model = (subtype: 'checkpoints' | 'embeddings') =>
      found({ 'x.pt': 'pickle' }, { layout: 'comfyui', hints: { type: 'diffusion', subtype } })
    expect(await identify(await model('embeddings'))).toMatchObject({ subtype: 'embeddings', needsReview: false })
    expect(await identify(await model('checkpoints'))).toMatchObject({ subtype: 'checkpoints', needsReview: true })
  })

  test('never links a page by the name alone', async () => {
    const model = await found({ 'Neon SDXL.safetensors': { 'a.b': [1] } }, { name: 'Neon SDXL' })
    const identification = await identify(model)
    expect(identification.identified).toBeUndefined()
    expect(identification).toMatchObject({ family: 'sdxl', needsReview: true })
  })
})

describe('a model of many files', () => {
  test('in shards is known by all of them together, and its shards are no models', async () => {
    const model = await found({
      'flux-00001-of-00002.safetensors': { 'img_in.weight': [3072, 64] },
      'flux-00002-of-00002.safetensors': { 'double_blocks.0.img_attn.norm.key_norm.scale': [128] },
    })
    const identification = await identify(model)
    expect(identification).toMatchObject({ family: 'flux1', subtype: 'unet', parameters: 3072 * 64 + 128 })
    expect(Object.fromEntries(identification.files)).toEqual({
      'flux-00001-of-00002.safetensors': { subtype: 'other' },
      'flux-00002-of-00002.safetensors': { subtype: 'other' },
    })
  })

  test.each([
    ['StableDiffusionXLPipeline', { cross_attention_dim: 2048 }, 'sdxl', undefined],
    ['StableDiffusionPipeline', { cross_attention_dim: 768 }, 'sd1', undefined],
    ['StableDiffusionInpaintPipeline', { cross_attention_dim: 1024, in_channels: 9 }, 'sd2', 'inpaint'],
    ['StableDiffusionXLImg2ImgPipeline', { cross_attention_dim: 1280 }, 'sdxl', 'refiner'],
  ])('that is a tree of diffusers (%s) is known by its configs', async (name, unet, family, variant) => {
    const model = await found(
      {
        'm/model_index.json': { _class_name: name },
        'm/unet/config.json': { _class_name: 'UNet2DConditionModel', ...unet },
        'm/unet/diffusion_pytorch_model.safetensors': {
          [`down_blocks.1.attentions.0.${toKey}`]: [640, unet.cross_attention_dim],
        },
      },
      { layout: 'diffusers' },
    )
    const identification = await identify(model)
    expect(identification).toMatchObject({ type: 'diffusion', subtype: 'diffusers', family })
    expect(identification.variant).toBe(variant)
    expect(identification.files.get('m/unet/diffusion_pytorch_model.safetensors')).toEqual({ subtype: 'diffusers' })
  })

  test.each([
    ['FluxPipeline', 'FluxTransformer2DModel', 'flux1'],
    ['QwenImagePipeline', 'QwenImageTransformer2DModel', 'qwen-image'],
    ['WanPipeline', 'WanTransformer3DModel', 'wan'],
    ['PixArtSigmaPipeline', 'PixArtTransformer2DModel', 'pixart'],
  ])('%s is of its family', async (name, transformer, family) => {
    const model = await found({
      'model_index.json': { _class_name: name },
      'transformer/config.json': { _class_name: transformer },
    })
    expect(await identify(model)).toMatchObject({ subtype: 'diffusers', family })
  })

  test('of transformers is known by config.json', async () => {
    const config = { architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3' }
    const model = await found({
      'config.json': config,
      'model.safetensors': { 'model.layers.0.self_attn.q_proj.weight': [8, 8] },
    })
    expect(await identify(model)).toMatchObject({ type: 'llm', subtype: 'full', family: 'qwen', needsReview: false })
  })

  test('of PEFT names the model that it adapts', async () => {
    const config = { peft_type: 'LORA', base_model_name_or_path: 'meta-llama/Llama-3.1-8B' }
    const tensors = { 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': [8, 4096] }
    const model = await found({ 'adapter_config.json': config, 'adapter_model.safetensors': tensors })
    expect(await identify(model)).toMatchObject({
      type: 'llm',
      subtype: 'loras',
      family: 'llama',
      baseModels: ['meta-llama/Llama-3.1-8B'],
    })
  })

  test('whose header is broken is known by its folder and waits for review', async () => {
    const model = await found({ 'loras/x.gguf': 'GGUF nonsense' })
    expect(await identify(model)).toMatchObject({ subtype: 'loras', method: 'folder', needsReview: true })
  })
})

describe('what a file says of itself', () => {
  test('is believed less than its tensors', async () => {
    const lies = { 'modelspec.architecture': 'flux-1-dev/lora', 'modelspec.title': 'my_lora_v3' }
    const identification = await identify(await found({ 'a.safetensors': loraXl }, { metadata: lies }))
    expect(identification).toMatchObject({ family: 'sdxl', officialName: 'my_lora_v3' })
    expect(identification.evidence.map(({ says }) => says).join()).toContain('contradicts')
  })

  test('helps where tensors say nothing', async () => {
    const told = { ss_base_model_version: 'sdxl_base_v1-0', ss_network_module: 'networks.lora' }
    const identification = await identify(await found({ 'a.safetensors': { 'odd.weight': [1] } }, { metadata: told }))
    expect(identification).toMatchObject({ type: 'diffusion', subtype: 'loras', family: 'sdxl' })
  })
})

test('a language model among the text encoders of an image application is one of them', async () => {
  const model = await found(
    { 'text_encoders/qwen_3_4b.safetensors': { 'model.layers.0.self_attn.q_proj.weight': [2560, 2560] } },
    { name: 'qwen_3_4b', hints: { type: 'diffusion', subtype: 'text_encoders' }, layout: 'comfyui' },
  )
  expect(await identify(model)).toMatchObject({ type: 'diffusion', family: 'qwen' })
})
