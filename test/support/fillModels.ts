import type { TestLibrary } from './openTestLibrary.ts'
import { writeGguf } from './writeGguf.ts'
import { writeSafetensors } from './writeSafetensors.ts'

const checkpoint = writeSafetensors({
  'model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': { shape: [2, 768] },
  'first_stage_model.decoder.conv_in.weight': { shape: [1] },
})
const denoiser = writeSafetensors({ 'double_blocks.0.img_attn.norm.key_norm.scale': { shape: [1] } })
const vae = writeSafetensors({ 'decoder.conv_in.weight': { shape: [1] } })
const civitai = (type: string) => ({ type, modelVersions: [{ id: 1, baseModel: 'SD 1.5' }] })
const llama = (part: string) => Buffer.concat([writeGguf({ 'general.architecture': 'llama' }), Buffer.from(part)])

/** The commit of the models that come from the hub. */
export const hubCommit = 'c0ffee'.padEnd(40, '0')

/** Puts a model of each kind that applications read into a library. */
export async function fillModels(home: TestLibrary): Promise<void> {
  await home.shelve('civitai-1', { 'dream.safetensors': checkpoint }, { record: civitai('Checkpoint') })
  await home.shelve('civitai-2', { 'style.safetensors': 'lora', 'notes.txt': 'x' }, { record: civitai('LORA') })
  await home.shelve('civitai-3', { 'bad-hands.pt': 'embedding' }, { record: civitai('TextualInversion') })
  await home.shelve('civitai-4', { '4x.pth': 'upscaler' }, { record: civitai('Upscaler') })
  await home.shelve('civitai-5', { 'old.ckpt': 'old checkpoint' }, { record: civitai('Checkpoint') })
  const hub = { commit: hubCommit }
  await home.shelve(
    'Comfy-Org--flux',
    {
      'split_files/diffusion_models/flux1.safetensors': denoiser,
      'split_files/vae/ae.safetensors': vae,
      'split_files/text_encoders/t5xxl.safetensors': 'text encoder',
    },
    { ...hub, record: { tags: ['diffusion-single-file'] } },
  )
  await home.shelve(
    'city96--FLUX.1-dev-gguf',
    { 'flux1-dev-Q4_0.gguf': writeGguf({ 'general.architecture': 'flux' }) },
    { ...hub, record: { pipeline_tag: 'text-to-image' } },
  )
  const llm = { pipeline_tag: 'text-generation', tags: ['qwen3'] }
  await home.shelve('Qwen--Qwen3-8B', { 'config.json': '{}', 'model.safetensors': 'weights' }, { ...hub, record: llm })
  const quantized = { pipeline_tag: 'text-generation', tags: ['qwen3', 'gguf'] }
  await home.shelve(
    'Qwen--Qwen3-8B-GGUF',
    { 'Qwen3-8B-Q4_K_M.gguf': llama('q4'), 'README.md': 'read me' },
    { ...hub, record: quantized },
  )
  await home.shelve(
    'Qwen--Qwen3-32B-GGUF',
    { 'Q8/Qwen3-32B-00001-of-00002.gguf': llama('1'), 'Q8/Qwen3-32B-00002-of-00002.gguf': llama('2') },
    { ...hub, record: quantized },
  )
}
