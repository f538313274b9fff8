/*
 * Applications as far as models are concerned: their folders on disk, and how each lists what is in them. The rules are
 * written from what is known of the applications (the sources stand at each), apart from the adapters in src/apps.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join, relative } from 'node:path'

import { parse } from 'yaml'

/** What an application shows: names by the list they are in; lists that show nothing are left out. */
export type Shown = Record<string, string[]>

export interface AppDouble {
  id: string
  /** Makes a fresh installation below `folder`, and returns what `app add` is given. */
  make(folder: string): Promise<string>
  /** @param path what `make` returned */
  list(path: string): Promise<Shown>
}

interface Rule {
  folder: string
  endings?: string[]
  /** Links to folders are gone into. */
  follows?: boolean
  /** Which of the paths that fit are shown, and as what. */
  show?: (path: string) => string | undefined
}

function double(id: string, files: Record<string, string>, folders: string[], rules: Record<string, Rule>): AppDouble {
  return {
    id,
    async make(parent) {
      const path = join(parent, id)
      await makeFiles(path, files)
      for (const folder of folders) await mkdir(join(path, folder), { recursive: true })
      return path
    },
    list: (path) => listByRules(path, rules),
  }
}

async function listByRules(path: string, rules: Record<string, Rule>): Promise<Shown> {
  const shown: Shown = {}
  for (const [key, { folder, endings, follows = true, show = (name: string) => name }] of Object.entries(rules)) {
    const root = join(path, folder)
    const names = (await walk(root, follows)).flatMap((file) => {
      if (endings && !endings.includes(extname(file).toLowerCase())) return []
      return show(relative(root, file)) ?? []
    })
    if (names.length > 0) shown[key] = [...new Set(names)].sort()
  }
  return shown
}

/** Files below a folder that can be opened. Hidden ones are left out, as all these applications do. */
export async function walk(folder: string, follows: boolean): Promise<string[]> {
  const found: string[] = []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(folder, entry.name)
    const target = await stat(path).catch(() => undefined)
    if (entry.name.startsWith('.') || !target) continue
    if (target.isFile()) found.push(path)
    else if (target.isDirectory() && (follows || !entry.isSymbolicLink())) found.push(...(await walk(path, follows)))
  }
  return found
}

async function makeFiles(root: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

const isFirstPart = (path: string) => !/-\d+-of-\d+\.gguf$/.test(path) || /-0*1-of-\d+\.gguf$/.test(path)
const onlyFirst = (path: string) => (isFirstPart(path) ? path : undefined)

// modules/sd_models.py, sd_vae.py, textual_inversion.py (os.walk with followlinks)
const a1111Rules: Record<string, Rule> = {
  checkpoints: { folder: 'models/Stable-diffusion', endings: ['.ckpt', '.safetensors'] },
  vae: { folder: 'models/VAE', endings: ['.pt', '.ckpt', '.bin', '.safetensors'] },
  loras: { folder: 'models/Lora', endings: ['.pt', '.ckpt', '.safetensors'] },
  embeddings: { folder: 'embeddings', endings: ['.pt', '.bin', '.safetensors'] },
  hypernetworks: { folder: 'models/hypernetworks', endings: ['.pt'] },
  controlnet: { folder: 'models/ControlNet', endings: ['.pt', '.pth', '.ckpt', '.safetensors', '.bin'] },
  upscalers: { folder: 'models/ESRGAN', endings: ['.pt', '.pth', '.safetensors'] },
}

const fooocusEndings = ['.pth', '.ckpt', '.bin', '.safetensors']
const swarmuiEndings = ['.safetensors', '.sft', '.engine', '.gguf', '.ckpt', '.pt', '.pth', '.bin']

const hubCache = (id: string): AppDouble => ({
  id,
  async make(parent) {
    const path = join(parent, id, 'huggingface')
    await makeFiles(path, {
      'hub/CACHEDIR.TAG': 'Signature: 8a477f597d28d172789f06886806bc55\n',
      'hub/models--mine--own/refs/main': 'abc',
      'hub/models--mine--own/snapshots/abc/config.json': '{}',
    })
    return path
  },
  // huggingface_hub file_download.py, try_to_load_from_cache: refs/<revision>, then snapshots/<commit>/<path>
  async list(path) {
    const hub = join(path, 'hub')
    const shown: Shown = {}
    for (const repo of await readdir(hub)) {
      if (!repo.startsWith('models--') || repo === 'models--mine--own') continue
      for (const ref of await readdir(join(hub, repo, 'refs')).catch(() => [])) {
        const commit = await readFile(join(hub, repo, 'refs', ref), 'utf8')
        const snapshot = join(hub, repo, 'snapshots', commit)
        shown[`${repo}@${ref}`] = (await walk(snapshot, true)).map((file) => relative(snapshot, file)).sort()
      }
    }
    return shown
  },
})

export const appDoubles: readonly AppDouble[] = [
  double(
    'a1111',
    { 'webui.py': '', 'modules/paths_internal.py': '', 'CHANGELOG.md': '## 1.10.1\n', 'models/Lora/put_here.txt': '' },
    ['models/Stable-diffusion', 'embeddings'],
    a1111Rules,
  ),
  double(
    'forge',
    { 'webui.py': '', 'modules/sd_models.py': '', 'modules_forge/forge_version.py': "version = 'f2.0.1'\n" },
    ['models/Stable-diffusion', 'models/Lora', 'embeddings'],
    {
      ...a1111Rules,
      checkpoints: { folder: 'models/Stable-diffusion', endings: ['.ckpt', '.safetensors', '.gguf'] },
      vae: { folder: 'models/VAE', endings: ['.pt', '.ckpt', '.bin', '.safetensors', '.gguf'] },
      text_encoders: { folder: 'models/text_encoder', endings: ['.ckpt', '.pt', '.bin', '.safetensors', '.gguf'] },
      diffusers: { folder: 'models/diffusers' },
    },
  ),
  double(
    'sdnext',
    { 'installer.py': '', 'launch.py': '', 'modules/sd_checkpoint.py': '', 'config.json': '{\n  "a": 1\n}\n' },
    ['models/Stable-diffusion', 'models/Lora'],
    {
      checkpoints: { folder: 'models/Stable-diffusion', endings: ['.safetensors'] },
      unet: { folder: 'models/UNET', endings: ['.safetensors', '.gguf'] },
      text_encoders: { folder: 'models/Text-encoder', endings: ['.safetensors', '.gguf'] },
      vae: { folder: 'models/VAE', endings: ['.safetensors', '.ckpt', '.pt', '.bin'] },
      loras: { folder: 'models/Lora', endings: ['.safetensors', '.ckpt', '.pt'] },
      embeddings: { folder: 'models/embeddings', endings: ['.safetensors', '.pt', '.bin'] },
      upscalers: { folder: 'models/ESRGAN', endings: ['.safetensors', '.pt', '.pth'] },
      diffusers: { folder: 'models/Diffusers' },
    },
  ),
  // modules/extra_utils.py, get_files_from_folder: os.walk without followlinks
  double(
    'fooocus',
    { 'fooocus_version.py': "version = '2.5.5'\n", 'modules/config.py': '', 'launch.py': '' },
    ['models/checkpoints', 'models/loras'],
    {
      checkpoints: { folder: 'models/checkpoints', endings: fooocusEndings, follows: false },
      loras: { folder: 'models/loras', endings: fooocusEndings, follows: false },
      vae: { folder: 'models/vae', endings: fooocusEndings, follows: false },
      embeddings: { folder: 'models/embeddings', endings: ['.pt', '.bin', '.safetensors'], follows: false },
      upscalers: { folder: 'models/upscale_models', endings: ['.pth', '.safetensors'], follows: false },
    },
  ),
  double(
    'swarmui',
    {
      'src/SwarmUI.csproj': '<Project><PropertyGroup><Version>0.9.7.0</Version></PropertyGroup></Project>',
      'Data/Settings.fds': 'IsInstalled: true\nPaths:\n\tModelRoot: Models\n\tSDLoraFolder: Lora\n',
    },
    ['Models/Stable-Diffusion', 'Models/Lora'],
    {
      checkpoints: { folder: 'Models/Stable-Diffusion', endings: swarmuiEndings },
      diffusion_models: { folder: 'Models/diffusion_models', endings: swarmuiEndings },
      loras: { folder: 'Models/Lora', endings: swarmuiEndings },
      vae: { folder: 'Models/VAE', endings: swarmuiEndings },
      embeddings: { folder: 'Models/Embeddings', endings: swarmuiEndings },
      text_encoders: { folder: 'Models/text_encoders', endings: swarmuiEndings },
    },
  ),
  // lmstudio-js issue 387: publisher and model, no more and no less
  double('lmstudio', { 'settings.json': '{}' }, ['models', '.internal'], {
    models: {
      folder: 'models',
      endings: ['.gguf'],
      show: (path) => (path.split('/').length === 3 ? onlyFirst(path) : undefined),
    },
  }),
  {
    id: 'jan',
    async make(parent) {
      const path = join(parent, 'jan')
      await mkdir(join(path, 'llamacpp/models'), { recursive: true })
      return path
    },
    // The first model.yml on the way down ends the search; model_path is absolute or below the data folder.
    async list(path) {
      const shown: string[] = []
      const look = async (folder: string): Promise<void> => {
        const text = await readFile(join(folder, 'model.yml'), 'utf8').catch(() => undefined)
        if (text !== undefined) {
          const { model_path: model } = parse(text) as { model_path: string }
          if ((await stat(model)).isFile()) shown.push(relative(join(path, 'llamacpp/models'), folder))
          return
        }
        for (const entry of await readdir(folder, { withFileTypes: true })) {
          if (entry.isDirectory()) await look(join(folder, entry.name))
        }
      }
      await look(join(path, 'llamacpp/models'))
      const models: Shown = shown.length === 0 ? {} : { models: shown.sort() }
      return models
    },
  },
  // QDirIterator with Subdirectories and without FollowSymlinks
  double('gpt4all', { 'localdocs_v3.db': '', 'incomplete-mine.gguf': 'part' }, [], {
    models: {
      folder: '',
      endings: ['.gguf'],
      follows: false,
      show: (path) => (path.includes('incomplete-') ? undefined : path),
    },
  }),
  // modules/utils.py, get_available_models: GGUF anywhere (of parts the first), and folders with weights in them
  double(
    'text-generation-webui',
    { 'server.py': '', 'modules/utils.py': '' },
    ['user_data/models', 'user_data/loras', 'user_data/mmproj'],
    {
      gguf: { folder: 'user_data/models', endings: ['.gguf'], show: onlyFirst },
      folders: {
        folder: 'user_data/models',
        endings: ['.safetensors', '.pt'],
        show: (path) => (path.split('/').length === 2 ? path.split('/')[0] : undefined),
      },
      mmproj: { folder: 'user_data/mmproj', endings: ['.gguf', '.bin'] },
    },
  ),
  hubCache('huggingface-cache'),
  hubCache('llamacpp'),
]
