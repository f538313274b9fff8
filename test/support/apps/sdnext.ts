import { join } from 'node:path'

import { createDouble, readOwn } from './appDouble.ts'

/** Settings of config.json, each one folder that is read instead of the usual one. */
const settings: Record<string, string> = {
  ckpt_dir: 'checkpoints',
  unet_dir: 'unet',
  te_dir: 'text_encoders',
  vae_dir: 'vae',
  lora_dir: 'loras',
  embeddings_dir: 'embeddings',
  control_dir: 'controlnet',
}

// modules/ui_definitions.py, sd_checkpoint.py
export const sdnext = createDouble({
  id: 'sdnext',
  files: { 'installer.py': '', 'launch.py': '', 'modules/sd_checkpoint.py': '', 'config.json': '{\n  "a": 1\n}\n' },
  folders: ['models/Stable-diffusion', 'models/Lora'],
  rules: {
    checkpoints: { folder: 'models/Stable-diffusion', endings: ['.safetensors'] },
    unet: { folder: 'models/UNET', endings: ['.safetensors', '.gguf'] },
    text_encoders: { folder: 'models/Text-encoder', endings: ['.safetensors', '.gguf'] },
    vae: { folder: 'models/VAE', endings: ['.safetensors', '.ckpt', '.pt', '.bin'] },
    loras: { folder: 'models/Lora', endings: ['.safetensors', '.ckpt', '.pt'] },
    embeddings: { folder: 'models/embeddings', endings: ['.safetensors', '.pt', '.bin'] },
    controlnet: { folder: 'models/control', endings: ['.safetensors', '.ckpt', '.pt', '.bin', '.pth'] },
    upscalers: { folder: 'models/ESRGAN', endings: ['.safetensors', '.pt', '.pth'] },
    diffusers: { folder: 'models/Diffusers' },
  },
  async more(path) {
    const config = JSON.parse(await readOwn(join(path, 'config.json'))) as Record<string, string>
    return Object.fromEntries(
      Object.entries(settings).flatMap(([key, list]) => {
        const folder = config[key]
        return folder === undefined ? [] : [[list, { folders: [folder], instead: true }]]
      }),
    )
  },
})
