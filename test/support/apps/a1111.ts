import { createDouble, type Rule } from './appDouble.ts'

// modules/sd_models.py, sd_vae.py, textual_inversion.py (os.walk with followlinks)
export const a1111Rules: Record<string, Rule> = {
  checkpoints: { folder: 'models/Stable-diffusion', endings: ['.ckpt', '.safetensors'] },
  vae: { folder: 'models/VAE', endings: ['.pt', '.ckpt', '.bin', '.safetensors'] },
  loras: { folder: 'models/Lora', endings: ['.pt', '.ckpt', '.safetensors'] },
  embeddings: { folder: 'embeddings', endings: ['.pt', '.bin', '.safetensors'] },
  hypernetworks: { folder: 'models/hypernetworks', endings: ['.pt'] },
  controlnet: { folder: 'models/ControlNet', endings: ['.pt', '.pth', '.ckpt', '.safetensors', '.bin'] },
  upscalers: { folder: 'models/ESRGAN', endings: ['.pt', '.pth', '.safetensors'] },
}

export const a1111 = createDouble({
  id: 'a1111',
  files: {
    'webui.py': '',
    'modules/paths_internal.py': '',
    'CHANGELOG.md': '## 1.10.1\n',
    'models/Lora/put_here.txt': '',
  },
  folders: ['models/Stable-diffusion', 'embeddings'],
  rules: a1111Rules,
})
