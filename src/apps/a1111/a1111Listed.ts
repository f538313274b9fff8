import type { ListedFolder } from '../verify/listedFolder.ts'

/** modules/sd_models.py, sd_vae.py, extensions-builtin/Lora, textual_inversion.py, and the upscalers' own modules. */
export const a1111Listed: readonly ListedFolder[] = [
  { folder: 'Stable-diffusion', endings: ['.ckpt', '.safetensors'] },
  { folder: 'VAE', endings: ['.pt', '.ckpt', '.bin', '.safetensors'] },
  { folder: 'Lora', endings: ['.pt', '.ckpt', '.safetensors'] },
  { folder: 'hypernetworks', endings: ['.pt'] },
  { folder: 'ControlNet', endings: ['.pt', '.pth', '.ckpt', '.safetensors', '.bin', '.patch'] },
  { folder: 'ESRGAN', endings: ['.pt', '.pth', '.safetensors'] },
  { root: 'data', folder: 'embeddings', endings: ['.pt', '.bin', '.safetensors', '.png', '.webp'] },
]
