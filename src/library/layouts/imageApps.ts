import { createTypedLayout } from './typedLayout.ts'

/* Applications for images whose folders are named for what is in them. The most particular first: see layouts.ts. */

/** modules/ui_definitions.py, config.json */
export const sdNext = createTypedLayout({
  name: 'sd-next',
  models: ['models'],
  signs: ['UNET', 'Text-encoder', 'Diffusers', 'control', 'yolo', 'BSRGAN', 'SCUNet', 'SCUNET'],
  also: ['Stable-diffusion'],
  files: ['webui.py', 'launch.py'],
})

/** A1111 and Forge: modules/paths_internal.py, modules_forge/shared.py. Embeddings lie beside models. */
export const a1111 = createTypedLayout({
  name: 'a1111',
  models: ['models'],
  signs: ['Stable-diffusion'],
  also: [
    'Lora',
    'VAE',
    'VAE-approx',
    'LyCORIS',
    'ESRGAN',
    'RealESRGAN',
    'ControlNet',
    'GFPGAN',
    'Codeformer',
    'hypernetworks',
    'SwinIR',
    'karlo',
    'deepbooru',
    'text_encoder',
    'embeddings',
    'adetailer',
  ],
  files: ['webui.py', 'launch.py', 'webui-user.sh', 'webui-user.bat'],
  beside: ['embeddings'],
})

/** src/Core/Settings.cs */
export const swarmui = createTypedLayout({
  name: 'swarmui',
  models: ['Models'],
  signs: ['Stable-Diffusion'],
  also: [
    'Lora',
    'VAE',
    'Embeddings',
    'controlnet',
    'model_patches',
    'text_encoders',
    'clip',
    'clip_vision',
    'diffusion_models',
  ],
  files: ['SwarmUI.sln', 'launch-linux.sh', 'launch-windows.bat'],
})

/** modules/config.py */
export const fooocus = createTypedLayout({
  name: 'fooocus',
  models: ['models'],
  signs: ['prompt_expansion', 'inpaint', 'safety_checker'],
  also: ['checkpoints', 'loras'],
  files: ['fooocus_version.py', 'entry_with_update.py'],
})

/** StabilityMatrix.Core/Models/SharedFolderType.cs: Data/Models/<type> */
export const stabilityMatrix = createTypedLayout({
  name: 'stability-matrix',
  models: ['Models'],
  signs: ['StableDiffusion'],
  also: [
    'Lora',
    'LyCORIS',
    'VAE',
    'ControlNet',
    'TextualInversion',
    'Embeddings',
    'ESRGAN',
    'RealESRGAN',
    'TextEncoders',
    'DiffusionModels',
    'ApproxVAE',
    'ClipVision',
    'Hypernetwork',
  ],
  files: [],
})
