import type { MapPlan } from '../../src/apps/apps.ts'
import type { TestLibrary } from './openTestLibrary.ts'
import { writeGguf } from './writeGguf.ts'
import { writeSafetensors } from './writeSafetensors.ts'

export const checkpoint = writeSafetensors({
  'model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight': { shape: [2, 768] },
  'first_stage_model.decoder.conv_in.weight': { shape: [1] },
})
const denoiser = writeSafetensors({ 'double_blocks.0.img_attn.norm.key_norm.scale': { shape: [1] } })
const vae = writeSafetensors({ 'decoder.conv_in.weight': { shape: [1] } })
export const civitai = (type: string) => ({ type, modelVersions: [{ id: 1, baseModel: 'SD 1.5' }] })
const llm = { pipeline_tag: 'text-generation', tags: ['qwen3'] }

/** Puts one model of each kind that ComfyUI has a place for into a library, and one that it has none for. */
export async function fillComfyuiLibrary(home: TestLibrary): Promise<void> {
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

/** What ComfyUI shows of it, with ComfyUI-GGUF. */
export const shownInComfyui = {
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

/** The actions of plans as words, with places relative to the models folder. */
export function actionsOf(plans: MapPlan[], models: string, slug?: string): string[] {
  return plans
    .flatMap(({ actions }) => actions)
    .filter((action) => slug === undefined || action.slug === slug)
    .map(({ action, targetPath }) => (targetPath === '' ? action : `${action} ${targetPath.slice(models.length + 1)}`))
}
