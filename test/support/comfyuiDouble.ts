/*
 * A ComfyUI as far as models are concerned: its folder on disk, and how it lists what is in it. The rules are those of
 * folder_paths.py (get_filename_list, recursive_search, get_full_path) at Comfy-Org/ComfyUI 1df2885e, and of the node
 * packs that add folders: ComfyUI-GGUF (`unet_gguf`, `clip_gguf`), IP-Adapter, and those that read `LLM`.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { extname, join, relative, resolve } from 'node:path'

import { parse } from 'yaml'

const torch = ['.ckpt', '.pt', '.pt2', '.bin', '.pth', '.safetensors', '.pkl', '.sft']

/** Folders below `models` in search order, and the extensions that are listed; empty means every file. */
const keys: Record<string, { folders: string[]; extensions: string[] }> = {
  checkpoints: { folders: ['checkpoints'], extensions: torch },
  loras: { folders: ['loras'], extensions: torch },
  vae: { folders: ['vae'], extensions: torch },
  text_encoders: { folders: ['text_encoders', 'clip'], extensions: torch },
  diffusion_models: { folders: ['unet', 'diffusion_models'], extensions: torch },
  clip_vision: { folders: ['clip_vision'], extensions: torch },
  embeddings: { folders: ['embeddings'], extensions: torch },
  controlnet: { folders: ['controlnet', 't2i_adapter'], extensions: torch },
  upscale_models: { folders: ['upscale_models'], extensions: torch },
  hypernetworks: { folders: ['hypernetworks'], extensions: torch },
  ipadapter: { folders: ['ipadapter'], extensions: torch },
  unet_gguf: { folders: ['unet', 'diffusion_models'], extensions: ['.gguf'] },
  clip_gguf: { folders: ['text_encoders', 'clip'], extensions: ['.gguf'] },
  LLM: { folders: ['LLM'], extensions: [] },
  diffusers: { folders: ['diffusers'], extensions: [] },
}

/** Makes a fresh clone at `path`: the marks by which it is known, its empty model folders, and node packs. */
export async function makeComfyui(path: string, version = '0.3.60', nodes = ['ComfyUI-GGUF']): Promise<void> {
  for (const node of nodes) await mkdir(join(path, 'custom_nodes', node), { recursive: true })
  for (const folder of ['checkpoints', 'loras', 'vae', 'text_encoders', 'diffusion_models', 'embeddings']) {
    await mkdir(join(path, 'models', folder), { recursive: true })
    await writeFile(join(path, 'models', folder, `put_${folder}_here`), '')
  }
  await mkdir(join(path, 'comfy'))
  await writeFile(join(path, 'main.py'), '')
  await writeFile(join(path, 'folder_paths.py'), '')
  await writeFile(join(path, 'comfyui_version.py'), `# generated\n__version__ = "${version}"\n`)
}

/** What ComfyUI shows, by folder key: names relative to the folder; keys that show nothing are left out. */
export async function listComfyuiModels(modelsPath: string): Promise<Record<string, string[]>> {
  const shown: Record<string, string[]> = {}
  const hasGguf = await isFolder(join(modelsPath, '..', 'custom_nodes', 'ComfyUI-GGUF'))
  const extra = await readExtraPaths(join(modelsPath, '..'))
  for (const [key, { folders, extensions }] of Object.entries(keys)) {
    if (key.endsWith('_gguf') && !hasGguf) continue
    const names = new Set<string>()
    for (const root of [...folders.map((folder) => join(modelsPath, folder)), ...(extra.get(key) ?? [])]) {
      for (const path of await walk(root)) {
        if (extensions.length > 0 && !extensions.includes(extname(path).toLowerCase())) continue
        // get_full_path: the first root that has the name, and only if the file can be opened.
        if (await isFile(path)) names.add(relative(root, path))
      }
    }
    if (names.size > 0) shown[key] = [...names].sort()
  }
  return shown
}

const legacyKeys: Record<string, string> = { clip: 'text_encoders', unet: 'diffusion_models' }

/** utils/extra_config.py: of each section, the folders of each key, a line each, behind ComfyUI's own. */
async function readExtraPaths(path: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const text = await readFile(join(path, 'extra_model_paths.yaml'), 'utf8').catch(() => '')
  const sections = (parse(text) ?? {}) as Record<string, Record<string, string>>
  for (const { base_path: base = '.', is_default: _isDefault, ...lists } of Object.values(sections)) {
    for (const [name, lines] of Object.entries(lists)) {
      const key = legacyKeys[name] ?? name
      const folders = lines.split('\n').filter((line) => line !== '')
      found.set(key, [...(found.get(key) ?? []), ...folders.map((folder) => resolve(path, base, folder))])
    }
  }
  return found
}

/** os.walk(followlinks=True), without .git. */
async function walk(folder: string): Promise<string[]> {
  const paths: string[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    if (name === '.git') continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isDirectory()) paths.push(...(await walk(path)))
    else paths.push(path)
  }
  return paths
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}
