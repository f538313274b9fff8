import { isAbsolute, join } from 'node:path'

import { createDouble, readOwn } from './appDouble.ts'

const endings = ['.safetensors', '.sft', '.engine', '.gguf', '.ckpt', '.pt', '.pth', '.bin']
const settings: Record<string, string> = {
  SDModelFolder: 'checkpoints',
  SDLoraFolder: 'loras',
  SDVAEFolder: 'vae',
  SDEmbeddingFolder: 'embeddings',
  SDControlNetsFolder: 'controlnet',
  SDClipFolder: 'text_encoders',
  SDClipVisionFolder: 'clip_vision',
}

// src/Core/Settings.cs, src/Core/Program.cs (RefreshAllModelSets): lists with `;`, below every ModelRoot or absolute
export const swarmui = createDouble({
  id: 'swarmui',
  files: {
    'src/SwarmUI.csproj': '<Project><PropertyGroup><Version>0.9.7.0</Version></PropertyGroup></Project>',
    'Data/Settings.fds': 'IsInstalled: true\nPaths:\n\tModelRoot: Models\n\tSDLoraFolder: Lora\n',
  },
  folders: ['Models/Stable-Diffusion', 'Models/Lora'],
  rules: {
    checkpoints: { folder: 'Models/Stable-Diffusion', endings },
    diffusion_models: { folder: 'Models/diffusion_models', endings },
    loras: { folder: 'Models/Lora', endings },
    vae: { folder: 'Models/VAE', endings },
    embeddings: { folder: 'Models/Embeddings', endings },
    controlnet: { folder: 'Models/controlnet', endings },
    text_encoders: { folder: 'Models/text_encoders', endings },
    clip_vision: { folder: 'Models/clip_vision', endings },
  },
  async more(path) {
    const text = await readOwn(join(path, 'Data/Settings.fds'))
    return Object.fromEntries(
      Object.entries(settings).flatMap(([key, list]) => {
        const value = new RegExp(`^\\t${key}: (.*)$`, 'm').exec(text)?.[1]
        if (value === undefined) return []
        const folders = value.split(';').map((part) => part.trim())
        return [
          [list, { folders: folders.map((one) => (isAbsolute(one) ? one : join(path, 'Models', one))), instead: true }],
        ]
      }),
    )
  },
})
