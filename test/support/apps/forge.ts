import { a1111Rules } from './a1111.ts'
import { createDouble } from './appDouble.ts'

// modules_forge/main_entry.py, modules_forge/shared.py: A1111 with GGUF, text encoders and diffusers trees
export const forge = createDouble({
  id: 'forge',
  files: { 'webui.py': '', 'modules/sd_models.py': '', 'modules_forge/forge_version.py': "version = 'f2.0.1'\n" },
  folders: ['models/Stable-diffusion', 'models/Lora', 'embeddings'],
  rules: {
    ...a1111Rules,
    checkpoints: { folder: 'models/Stable-diffusion', endings: ['.ckpt', '.safetensors', '.gguf'] },
    vae: { folder: 'models/VAE', endings: ['.pt', '.ckpt', '.bin', '.safetensors', '.gguf'] },
    text_encoders: { folder: 'models/text_encoder', endings: ['.ckpt', '.pt', '.bin', '.safetensors', '.gguf'] },
    diffusers: { folder: 'models/diffusers' },
  },
})
