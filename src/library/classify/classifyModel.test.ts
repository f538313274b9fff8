import { describe, expect, test } from 'vitest'

import type { GgufHeader, SafetensorsHeader } from '../../formats/modelHeader.ts'
import type { Testimony } from './classification.ts'
import { classifyModel } from './classifyModel.ts'
import { identifyHeader } from './identifyHeader.ts'

const hash = '0'.repeat(64)

function safetensors(tensors: Record<string, number[]>): SafetensorsHeader {
  const entries = Object.entries(tensors).map(([name, shape]) => [name, { dtype: 'F16', shape }] as const)
  return { kind: 'safetensors', metadata: {}, tensors: new Map(entries), dataOffset: 0, strayBytes: 0 }
}

function gguf(architecture: string | undefined, tensors: Record<string, number[]> = {}): GgufHeader {
  const metadata = new Map(architecture === undefined ? [] : [['general.architecture', architecture]])
  return { kind: 'gguf', version: 3, metadata, tensors: safetensors(tensors).tensors }
}

function classify(options: {
  source?: 'huggingface' | 'civitai'
  id?: string
  record?: unknown
  files?: string[]
  headers?: Record<string, SafetensorsHeader | GgufHeader>
}) {
  const headers = new Map<string, Testimony>()
  for (const [path, header] of Object.entries(options.headers ?? {})) {
    const testimony = identifyHeader(header)
    if (testimony) headers.set(path, testimony)
  }
  const paths = [...(options.files ?? []), ...Object.keys(options.headers ?? {})]
  return classifyModel({
    source: options.source ?? 'huggingface',
    id: options.id ?? 'owner/name',
    commit: '1',
    entry: undefined,
    record: options.record,
    files: paths.map((path) => ({ path, size: 1, sha256: hash })),
    headers,
  })
}

const unet = 'model.diffusion_model.'
const attention = 'transformer_blocks.0.attn2.to_k.weight'

describe('identifyHeader', () => {
  test.each<
    [name: string, header: SafetensorsHeader | GgufHeader, type: string, subtype: string, family: string | undefined]
  >([
    [
      'an SD 1 checkpoint',
      safetensors({ [`${unet}input_blocks.2.1.${attention}`]: [320, 768], 'first_stage_model.x': [1] }),
      'diffusion',
      'checkpoints',
      'sd1',
    ],
    [
      'an SD 2 denoiser',
      safetensors({ [`${unet}input_blocks.2.1.${attention}`]: [320, 1024] }),
      'diffusion',
      'unet',
      'sd2',
    ],
    [
      'an SDXL checkpoint',
      safetensors({ [`${unet}input_blocks.4.1.${attention}`]: [640, 2048], 'conditioner.x': [1] }),
      'diffusion',
      'checkpoints',
      'sdxl',
    ],
    [
      'an SDXL refiner',
      safetensors({ [`${unet}input_blocks.4.1.${attention}`]: [640, 1280], 'conditioner.x': [1] }),
      'diffusion',
      'checkpoints',
      'sdxl',
    ],
    [
      'SD 3',
      safetensors({ [`${unet}joint_blocks.0.context_block.attn.qkv.weight`]: [1, 1] }),
      'diffusion',
      'unet',
      'sd3',
    ],
    [
      'Flux.1',
      safetensors({ 'double_blocks.0.img_attn.norm.key_norm.scale': [128], 'img_in.weight': [3072, 64] }),
      'diffusion',
      'unet',
      'flux1',
    ],
    ['Wan', safetensors({ 'head.modulation': [1, 2, 5120] }), 'diffusion', 'unet', 'wan'],
    [
      'a checkpoint with a LoRA merged into it',
      safetensors({ [`${unet}input_blocks.2.1.${attention}`]: [320, 768], 'vae.x': [1], 'a.lora_down.weight': [4, 4] }),
      'diffusion',
      'checkpoints',
      'sd1',
    ],
    [
      'an SD 1 LoRA',
      safetensors({ 'lora_unet_down_blocks_0_attn2_to_k.lora_down.weight': [4, 768] }),
      'diffusion',
      'loras',
      'sd1',
    ],
    [
      'an SDXL LoRA',
      safetensors({ 'lora_unet_input_blocks_4_attn2_to_k.lora_down.weight': [4, 2048] }),
      'diffusion',
      'loras',
      'sdxl',
    ],
    [
      'a Flux LoRA',
      safetensors({ 'lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight': [4, 3072] }),
      'diffusion',
      'loras',
      'flux1',
    ],
    [
      'an adapter of a language model',
      safetensors({ 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': [8, 4096] }),
      'llm',
      'loras',
      undefined,
    ],
    [
      'a VAE',
      safetensors({ 'encoder.conv_in.weight': [128, 3, 3, 3], 'decoder.conv_in.weight': [512, 4, 3, 3] }),
      'diffusion',
      'vae',
      undefined,
    ],
    [
      'a ControlNet',
      safetensors({ 'control_model.input_hint_block.0.weight': [16, 3, 3, 3] }),
      'diffusion',
      'controlnet',
      undefined,
    ],
    ['an embedding', safetensors({ emb_params: [8, 768] }), 'diffusion', 'embeddings', 'sd1'],
    ['an IP-Adapter', safetensors({ 'image_proj.proj.weight': [1, 1] }), 'diffusion', 'ipadapter', undefined],
    [
      'a T5 encoder',
      safetensors({ 'encoder.block.0.layer.0.SelfAttention.q.weight': [1, 1] }),
      'diffusion',
      't5',
      't5',
    ],
    [
      'a CLIP text encoder',
      safetensors({ 'text_model.encoder.layers.0.self_attn.q_proj.weight': [1, 1] }),
      'diffusion',
      'clip',
      'clip',
    ],
    [
      'a CLIP image encoder',
      safetensors({ 'vision_model.encoder.layers.0.self_attn.q_proj.weight': [1, 1] }),
      'diffusion',
      'clip_vision',
      'clip',
    ],
    ['a language model', safetensors({ 'model.layers.0.self_attn.q_proj.weight': [1, 1] }), 'llm', 'full', undefined],
    [
      'a BERT',
      safetensors({ 'bert.encoder.layer.0.attention.self.query.weight': [1, 1] }),
      'embedding',
      'full',
      undefined,
    ],
    ['a GGUF language model', gguf('qwen3'), 'llm', 'full', 'qwen'],
    ['a GGUF vision model', gguf('qwen2vl'), 'vlm', 'full', 'qwen'],
    ['a GGUF denoiser', gguf('flux'), 'diffusion', 'unet', 'flux1'],
    ['a GGUF text encoder', gguf('t5encoder'), 'diffusion', 't5', 't5'],
    ['a GGUF embedding model', gguf('nomic-bert'), 'embedding', 'full', 'nomic'],
    [
      'a GGUF without architecture',
      gguf(undefined, { [`${unet}input_blocks.2.1.${attention}`]: [320, 768], 'first_stage_model.x': [1] }),
      'diffusion',
      'checkpoints',
      'sd1',
    ],
  ])('knows %s', (_name, header, modelType, subtype, family) => {
    expect(identifyHeader(header)).toMatchObject({ modelType, subtype })
    expect(identifyHeader(header)?.family).toBe(family)
  })

  test('says nothing of tensors that no rule knows', () => {
    expect(identifyHeader(safetensors({ weight: [1], bias: [1] }))).toBeUndefined()
  })
})

describe('classifyModel', () => {
  test.each<[string, Parameters<typeof classify>[0], string]>([
    [
      'a CivitAI checkpoint',
      { source: 'civitai', record: { type: 'Checkpoint', modelVersions: [{ id: 1, baseModel: 'SD 1.5' }] } },
      'diffusion/sd1 checkpoints',
    ],
    [
      'the version that was pulled',
      {
        source: 'civitai',
        record: {
          type: 'LORA',
          modelVersions: [
            { id: 2, baseModel: 'SD 1.5' },
            { id: 1, baseModel: 'Flux.1 D' },
          ],
        },
      },
      'diffusion/flux1 loras',
    ],
    [
      'a base model of tomorrow',
      { source: 'civitai', record: { type: 'LORA', modelVersions: [{ id: 1, baseModel: 'Zeta Prime 9' }] } },
      'diffusion/zeta-prime-9 loras',
    ],
    [
      'Other on CivitAI, by its header',
      {
        source: 'civitai',
        record: { type: 'LORA', modelVersions: [{ id: 1, baseModel: 'Other' }] },
        headers: { 'a.safetensors': safetensors({ 'lora_unet_x_attn2_to_k.lora_down.weight': [4, 1024] }) },
      },
      'diffusion/sd2 loras',
    ],
    ['a type of tomorrow on CivitAI', { source: 'civitai', record: { type: 'Hologram' } }, 'unknown/unknown other'],
    [
      'a language model on Hugging Face',
      { id: 'Qwen/Qwen3-8B', record: { pipeline_tag: 'text-generation', tags: ['qwen3'] } },
      'llm/qwen full',
    ],
    [
      'config before tags',
      { record: { pipeline_tag: 'text-generation', config: { model_type: 'qwen2' }, tags: ['deepseek'] } },
      'llm/qwen full',
    ],
    [
      'an adapter of a language model',
      { id: 'x/my-llama-lora', record: { pipeline_tag: 'text-generation', library_name: 'peft', tags: [] } },
      'llm/llama loras',
    ],
    [
      'a diffusers tree',
      {
        id: 'x/stable-diffusion-v1-5',
        record: { pipeline_tag: 'text-to-image', library_name: 'diffusers', tags: ['diffusers'] },
        files: ['model_index.json', 'unet/config.json'],
      },
      'diffusion/sd1 diffusers',
    ],
    [
      'an image LoRA',
      { id: 'x/y', record: { pipeline_tag: 'text-to-image', tags: ['lora', 'diffusers', 'flux'] } },
      'diffusion/flux1 loras',
    ],
    [
      'a GGUF of an image model',
      {
        id: 'city96/FLUX.1-dev-gguf',
        record: { pipeline_tag: 'text-to-image', tags: ['gguf'] },
        headers: { 'flux1-dev-Q4_0.gguf': gguf('flux') },
      },
      'diffusion/flux1 unet',
    ],
    [
      'no task, but a family of language models',
      { record: { library_name: 'transformers', tags: ['qwen2'] } },
      'llm/qwen full',
    ],
    ['no task, but a family name that sees', { id: 'x/Qwen3-VL-8B-tuned', record: { tags: [] } }, 'vlm/qwen full'],
    [
      'a reranker',
      { id: 'BAAI/bge-reranker-v2', record: { pipeline_tag: 'text-classification', tags: ['reranker'] } },
      'reranker/bge full',
    ],
    [
      'speech',
      { id: 'openai/whisper-large-v3', record: { pipeline_tag: 'automatic-speech-recognition' } },
      'audio/whisper full',
    ],
    [
      'a repo without a record, by its header',
      { id: 'x/y', headers: { 'model.gguf': gguf('llama') } },
      'llm/llama full',
    ],
    ['nothing known at all', { id: 'x/y', record: 42 }, 'unknown/unknown other'],
    [
      'a family that climbs out',
      { source: 'civitai', record: { type: 'LORA', modelVersions: [{ id: 1, baseModel: '../../etc' }] } },
      'diffusion/etc loras',
    ],
  ])('shelves %s', (_name, options, expected) => {
    const { modelType, family, subtype } = classify(options)
    expect(`${modelType}/${family} ${subtype}`).toBe(expected)
  })

  test('knows the part of each file of a repackaged repo by header, else by folder', () => {
    const { fileSubtypes } = classify({
      id: 'Comfy-Org/flux_repackaged',
      record: { tags: ['diffusion-single-file'] },
      files: [
        'split_files/vae/ae.safetensors',
        'split_files/text_encoders/umt5.safetensors',
        'README.md',
        'optimizer.pt',
        'big-00001-of-00002.safetensors',
      ],
      headers: {
        'weights.safetensors': safetensors({
          'double_blocks.0.img_attn.norm.key_norm.scale': [1],
          'img_in.weight': [3072, 64],
        }),
      },
    })
    expect(Object.fromEntries(fileSubtypes)).toEqual({
      'split_files/vae/ae.safetensors': 'vae',
      'split_files/text_encoders/umt5.safetensors': 'text_encoders',
      'optimizer.pt': 'other',
      'big-00001-of-00002.safetensors': 'other',
      'weights.safetensors': 'unet',
    })
  })

  test('leaves the parts of a diffusers tree to the tree, and a checkpoint beside it to itself', () => {
    const { fileSubtypes } = classify({
      record: { library_name: 'diffusers' },
      files: ['model_index.json', 'unet/diffusion_pytorch_model.safetensors', 'unet/config.json'],
      headers: {
        'v1-5.safetensors': safetensors({
          [`${unet}input_blocks.2.1.${attention}`]: [320, 768],
          'first_stage_model.x': [1],
        }),
      },
    })
    expect(Object.fromEntries(fileSubtypes)).toEqual({
      'unet/diffusion_pytorch_model.safetensors': 'diffusers',
      'v1-5.safetensors': 'checkpoints',
    })
  })
})
