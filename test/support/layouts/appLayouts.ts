import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type { LayoutName } from '../../../src/library/layouts/foundModel.ts'
import {
  clipTextEncoder,
  controlNet,
  embedding,
  fluxDenoiser,
  gguf,
  languageModel,
  llamaAdapter,
  pickle,
  projector,
  sd1Lora,
  sdxlCheckpoint,
  vae,
} from './weights.ts'
import { type Tree, writeTree } from './writeTree.ts'

/** A model that a scan must find. */
export interface ExpectedModel {
  /** Its path in the root. */
  path: string
  type: string
  subtype: string
  family?: string
  /** Number of files, sidecars apart; 1 unless said. */
  files?: number
  /** Hash that the layout itself tells. */
  sha256?: string
  /** What it is called elsewhere; the file's stem, or the folder's name, unless said. */
  called?: string
  /** Its files as other applications get them, relative to the model; the one file's name unless said. */
  inside?: string[]
  /** The repository on the hub that the layout says it is, where it says the commit too. */
  hub?: { repo: string; commit: string }
}

export interface AppLayout {
  layout: LayoutName
  /** What the folder is called. */
  folder: string
  tree: Tree
  expected: ExpectedModel[]
  /** What a file tree cannot say. */
  more?: (folder: string) => void
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** The smallest PNG. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function ollama(): AppLayout {
  const weights = gguf('llama', 'Tiny Llama')
  const vision = projector('Tiny Llama')
  const adapter = languageModel('ollama-adapter')
  const template = Buffer.from('{{ .Prompt }}')
  const layer = (mediaType: string, bytes: Buffer) => ({
    mediaType: `application/vnd.ollama.image.${mediaType}`,
    digest: `sha256:${sha256(bytes)}`,
    size: bytes.length,
  })
  const manifest = (...layers: object[]) =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        digest: `sha256:${'0'.repeat(64)}`,
        size: 2,
      },
      layers,
    })
  const blobs = [weights, vision, template, adapter].map(
    (bytes) => [`models/blobs/sha256-${sha256(bytes)}`, bytes] as const,
  )
  return {
    layout: 'ollama',
    folder: '.ollama',
    tree: {
      'models/manifests/registry.ollama.ai/library/tiny-llama/latest': manifest(
        layer('model', weights),
        layer('projector', vision),
        layer('template', template),
      ),
      'models/manifests/hf.co/bartowski/Tiny-Llama-GGUF/Q4_K_M': manifest(layer('model', weights)),
      ...Object.fromEntries(blobs),
    },
    expected: [
      {
        path: 'models/manifests/hf.co/bartowski/Tiny-Llama-GGUF/Q4_K_M',
        type: 'llm',
        subtype: 'full',
        family: 'llama',
        sha256: sha256(weights),
        called: 'Tiny-Llama-GGUF',
        inside: ['Tiny-Llama-GGUF.gguf'],
      },
      {
        path: 'models/manifests/registry.ollama.ai/library/tiny-llama/latest',
        type: 'llm',
        subtype: 'full',
        family: 'llama',
        files: 3,
        sha256: sha256(weights),
        called: 'tiny-llama-latest',
        inside: ['tiny-llama-latest.gguf'],
      },
    ],
  }
}

function huggingFaceCache(): AppLayout {
  const weights = languageModel('hf')
  const old = languageModel('hf-old')
  const config = Buffer.from('{"model_type":"qwen2","architectures":["Qwen2ForCausalLM"]}')
  const commit = 'a'.repeat(40)
  const before = 'b'.repeat(40)
  const blob = (bytes: Buffer) => `models--Qwen--Qwen2.5-0.5B/blobs/${sha256(bytes)}`
  const link = (bytes: Buffer) => ({ link: `../../blobs/${sha256(bytes)}` })
  return {
    layout: 'huggingface-cache',
    folder: 'hub',
    tree: {
      'CACHEDIR.TAG': 'Signature: 8a477f597d28d172789f06886806bc55',
      'models--Qwen--Qwen2.5-0.5B/refs/main': commit,
      [blob(weights)]: weights,
      [blob(old)]: old,
      [`models--Qwen--Qwen2.5-0.5B/blobs/${'1'.repeat(40)}`]: config,
      [`models--Qwen--Qwen2.5-0.5B/snapshots/${before}/model.safetensors`]: link(old),
      [`models--Qwen--Qwen2.5-0.5B/snapshots/${commit}/model.safetensors`]: link(weights),
      [`models--Qwen--Qwen2.5-0.5B/snapshots/${commit}/config.json`]: { link: `../../blobs/${'1'.repeat(40)}` },
      // A file system without links: the files lie in the snapshot.
      'models--acme--plain/refs/main': before,
      [`models--acme--plain/snapshots/${before}/model.safetensors`]: languageModel('hf-plain'),
      [`models--acme--plain/snapshots/${before}/config.json`]: '{"model_type":"llama"}',
      'datasets--acme--data/snapshots/x/train.json': '{}',
    },
    expected: [
      {
        path: 'models--Qwen--Qwen2.5-0.5B',
        type: 'llm',
        subtype: 'full',
        family: 'qwen',
        files: 2,
        sha256: sha256(weights),
        called: 'Qwen2.5-0.5B',
        inside: ['model.safetensors', 'config.json'],
        hub: { repo: 'Qwen--Qwen2.5-0.5B', commit },
      },
      {
        path: 'models--acme--plain',
        type: 'llm',
        subtype: 'full',
        family: 'llama',
        files: 2,
        called: 'plain',
        inside: ['model.safetensors', 'config.json'],
        hub: { repo: 'acme--plain', commit: before },
      },
    ],
  }
}

function invokeai(): AppLayout {
  const key = '0f2b5a51-7e52-4b6e-9b0e-3b1c8a5d9f10'
  const tree = '1f2b5a51-7e52-4b6e-9b0e-3b1c8a5d9f11'
  return {
    layout: 'invokeai',
    folder: 'invokeai',
    tree: {
      [`models/${key}/style.safetensors`]: sd1Lora('invoke'),
      [`models/${tree}/model_index.json`]: '{"_class_name":"StableDiffusionPipeline"}',
      [`models/${tree}/unet/diffusion_pytorch_model.safetensors`]: fluxDenoiser('invoke-unet'),
      [`models/${tree}/unet/config.json`]: '{"cross_attention_dim":768}',
    },
    more(folder) {
      mkdirSync(join(folder, 'databases'), { recursive: true })
      const database = new DatabaseSync(join(folder, 'databases/invokeai.db'))
      database.exec(`CREATE TABLE models (id TEXT PRIMARY KEY, name TEXT, type TEXT);
        INSERT INTO models VALUES ('${key}', 'Ink style', 'lora'), ('${tree}', 'Old Diffusion', 'main');`)
      database.close()
    },
    expected: [
      { path: `models/${key}/style.safetensors`, type: 'diffusion', subtype: 'loras', family: 'sd1' },
      {
        path: `models/${tree}`,
        type: 'diffusion',
        subtype: 'diffusers',
        files: 3,
        called: 'Old-Diffusion',
        inside: ['model_index.json', 'unet/config.json', 'unet/diffusion_pytorch_model.safetensors'],
      },
    ],
  }
}

/** A folder laid out like each application's own, and what a scan of it must find. */
export const appLayouts: readonly AppLayout[] = [
  {
    layout: 'comfyui',
    folder: 'ComfyUI',
    tree: {
      'main.py': '',
      'folder_paths.py': '',
      'custom_nodes/example/nodes.py': '',
      'extra_model_paths.yaml':
        'mine:\n  base_path: shared\n  is_default: true\n  loras: |\n    more_loras\n    elsewhere\n  checkpoints: /srv/other/checkpoints\n',
      'models/checkpoints/put_checkpoints_here': '',
      'models/checkpoints/sdxl/aurora.safetensors': sdxlCheckpoint('comfy'),
      'models/loras/ink.safetensors': sd1Lora('comfy'),
      'models/loras/ink.preview.png': picture,
      'models/loras/ink.civitai.info':
        '{"id":1,"modelId":2,"name":"v1","baseModel":"SD 1.5","model":{"name":"Ink","type":"LORA"}}',
      'models/diffusion_models/flux.safetensors': fluxDenoiser('comfy'),
      'models/text_encoders/clip_l.safetensors': clipTextEncoder('comfy'),
      'models/vae/ae.safetensors': vae('comfy'),
      'models/upscale_models/4x.pth': pickle('comfy'),
      'models/configs/v1-inference.yaml': 'model:\n',
      'models/loras/half.safetensors.part': 'half',
      'shared/more_loras/extra.safetensors': sd1Lora('comfy-extra'),
    },
    expected: [
      { path: 'models/checkpoints/sdxl/aurora.safetensors', type: 'diffusion', subtype: 'checkpoints', family: 'sdxl' },
      { path: 'models/diffusion_models/flux.safetensors', type: 'diffusion', subtype: 'unet', family: 'flux1' },
      { path: 'models/loras/ink.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
      { path: 'models/text_encoders/clip_l.safetensors', type: 'diffusion', subtype: 'clip' },
      { path: 'models/upscale_models/4x.pth', type: 'diffusion', subtype: 'upscale' },
      { path: 'models/vae/ae.safetensors', type: 'diffusion', subtype: 'vae' },
      { path: 'shared/more_loras/extra.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
    ],
  },
  {
    layout: 'a1111',
    folder: 'stable-diffusion-webui',
    tree: {
      'webui.py': '',
      'models/Stable-diffusion/aurora.safetensors': sdxlCheckpoint('a1111'),
      'models/Stable-diffusion/aurora.json': '{"description":"northern lights"}',
      'models/Lora/ink.safetensors': sd1Lora('a1111'),
      'models/VAE/kl.vae.pt': pickle('a1111-vae'),
      'models/ControlNet/canny.safetensors': controlNet('a1111'),
      'models/ESRGAN/4x.pth': pickle('a1111'),
      'embeddings/bad-hands.safetensors': embedding('a1111'),
    },
    expected: [
      { path: 'embeddings/bad-hands.safetensors', type: 'diffusion', subtype: 'embeddings', family: 'sd1' },
      { path: 'models/ControlNet/canny.safetensors', type: 'diffusion', subtype: 'controlnet', family: 'sd1' },
      { path: 'models/ESRGAN/4x.pth', type: 'diffusion', subtype: 'upscale' },
      { path: 'models/Lora/ink.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
      { path: 'models/Stable-diffusion/aurora.safetensors', type: 'diffusion', subtype: 'checkpoints', family: 'sdxl' },
      { path: 'models/VAE/kl.vae.pt', type: 'diffusion', subtype: 'vae' },
    ],
  },
  {
    layout: 'sd-next',
    folder: 'sdnext',
    tree: {
      'models/Stable-diffusion/aurora.safetensors': sdxlCheckpoint('sdnext'),
      'models/UNET/flux.safetensors': fluxDenoiser('sdnext'),
      'models/Text-encoder/clip_l.safetensors': clipTextEncoder('sdnext'),
      'models/Lora/ink.safetensors': sd1Lora('sdnext'),
      'models/embeddings/bad-hands.safetensors': embedding('sdnext'),
      'models/Diffusers/models--acme--pipe/refs/main': 'c'.repeat(40),
      [`models/Diffusers/models--acme--pipe/snapshots/${'c'.repeat(40)}/model_index.json`]:
        '{"_class_name":"StableDiffusionXLPipeline"}',
      [`models/Diffusers/models--acme--pipe/snapshots/${'c'.repeat(40)}/unet/diffusion_pytorch_model.safetensors`]:
        fluxDenoiser('sdnext-pipe'),
    },
    expected: [
      {
        path: 'models/Diffusers/models--acme--pipe',
        type: 'diffusion',
        subtype: 'diffusers',
        files: 2,
        called: 'pipe',
        inside: ['model_index.json', 'unet/diffusion_pytorch_model.safetensors'],
        hub: { repo: 'acme--pipe', commit: 'c'.repeat(40) },
      },
      { path: 'models/Lora/ink.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
      { path: 'models/Stable-diffusion/aurora.safetensors', type: 'diffusion', subtype: 'checkpoints', family: 'sdxl' },
      { path: 'models/Text-encoder/clip_l.safetensors', type: 'diffusion', subtype: 'clip' },
      { path: 'models/UNET/flux.safetensors', type: 'diffusion', subtype: 'unet', family: 'flux1' },
      { path: 'models/embeddings/bad-hands.safetensors', type: 'diffusion', subtype: 'embeddings', family: 'sd1' },
    ],
  },
  {
    layout: 'fooocus',
    folder: 'Fooocus',
    tree: {
      'models/checkpoints/aurora.safetensors': sdxlCheckpoint('fooocus'),
      'models/loras/ink.safetensors': sd1Lora('fooocus'),
      'models/inpaint/fooocus_inpaint_head.pth': pickle('fooocus'),
      'models/upscale_models/4x.bin': pickle('fooocus-up'),
    },
    expected: [
      { path: 'models/checkpoints/aurora.safetensors', type: 'diffusion', subtype: 'checkpoints', family: 'sdxl' },
      { path: 'models/inpaint/fooocus_inpaint_head.pth', type: 'diffusion', subtype: 'other' },
      { path: 'models/loras/ink.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
      { path: 'models/upscale_models/4x.bin', type: 'diffusion', subtype: 'upscale' },
    ],
  },
  {
    layout: 'swarmui',
    folder: 'SwarmUI',
    tree: {
      'Models/Stable-Diffusion/aurora.safetensors': sdxlCheckpoint('swarm'),
      'Models/Stable-Diffusion/aurora.swarm.json': '{"title":"Aurora"}',
      'Models/Lora/ink.safetensors': sd1Lora('swarm'),
      'Models/diffusion_models/flux.gguf': gguf('flux', 'flux'),
      'Models/Embeddings/bad-hands.safetensors': embedding('swarm'),
      'Models/clip_vision/x.safetensors': clipTextEncoder('swarm'),
    },
    expected: [
      { path: 'Models/Embeddings/bad-hands.safetensors', type: 'diffusion', subtype: 'embeddings', family: 'sd1' },
      { path: 'Models/Lora/ink.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
      { path: 'Models/Stable-Diffusion/aurora.safetensors', type: 'diffusion', subtype: 'checkpoints', family: 'sdxl' },
      { path: 'Models/clip_vision/x.safetensors', type: 'diffusion', subtype: 'clip' },
      { path: 'Models/diffusion_models/flux.gguf', type: 'diffusion', subtype: 'unet', family: 'flux1' },
    ],
  },
  {
    layout: 'stability-matrix',
    folder: 'Data',
    tree: {
      'Models/StableDiffusion/aurora.safetensors': sdxlCheckpoint('matrix'),
      'Models/StableDiffusion/aurora.cm-info.json':
        '{"ModelId":7,"ModelName":"Aurora","ModelType":"Checkpoint","VersionId":8,"BaseModel":"SDXL 1.0","Hashes":{},"Tags":["sky"]}',
      'Models/Lora/ink.safetensors': sd1Lora('matrix'),
      'Models/TextualInversion/bad-hands.safetensors': embedding('matrix'),
      'Models/ApproxVAE/model.pt': pickle('matrix'),
    },
    expected: [
      { path: 'Models/ApproxVAE/model.pt', type: 'diffusion', subtype: 'vae' },
      { path: 'Models/Lora/ink.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
      { path: 'Models/StableDiffusion/aurora.safetensors', type: 'diffusion', subtype: 'checkpoints', family: 'sdxl' },
      {
        path: 'Models/TextualInversion/bad-hands.safetensors',
        type: 'diffusion',
        subtype: 'embeddings',
        family: 'sd1',
      },
    ],
  },
  invokeai(),
  ollama(),
  huggingFaceCache(),
  {
    layout: 'lm-studio',
    folder: 'models',
    tree: {
      'bartowski/Tiny-Llama-GGUF/Tiny-Llama-Q4_K_M.gguf': gguf('llama', 'Tiny Llama'),
      'bartowski/Tiny-Llama-GGUF/Tiny-Llama-Q8_0.gguf': gguf('llama', 'Tiny Llama 8'),
      'lmstudio-community/Tiny-Qwen-VL-GGUF/Tiny-Qwen-VL-Q4_K_M.gguf': gguf('qwen2vl', 'Tiny Qwen VL'),
      'lmstudio-community/Tiny-Qwen-VL-GGUF/mmproj-Tiny-Qwen-VL-f16.gguf': projector('Tiny Qwen VL'),
      'bartowski/Tiny-Llama-GGUF/downloading_x.gguf.part': 'half',
    },
    expected: [
      {
        path: 'bartowski/Tiny-Llama-GGUF',
        type: 'llm',
        subtype: 'full',
        family: 'llama',
        files: 2,
        inside: ['Tiny-Llama-Q4_K_M.gguf', 'Tiny-Llama-Q8_0.gguf'],
      },
      {
        path: 'lmstudio-community/Tiny-Qwen-VL-GGUF',
        type: 'vlm',
        subtype: 'full',
        family: 'qwen',
        files: 2,
        inside: ['Tiny-Qwen-VL-Q4_K_M.gguf', 'mmproj-Tiny-Qwen-VL-f16.gguf'],
      },
    ],
  },
  {
    layout: 'jan',
    folder: 'jan',
    tree: {
      'llamacpp/models/tiny-llama/model.yml':
        'model_path: llamacpp/models/tiny-llama/model.gguf\nname: Tiny Llama 1B\nsize_bytes: 1\nembedding: false\n',
      'llamacpp/models/tiny-llama/model.gguf': gguf('llama', 'Tiny Llama'),
      'llamacpp/models/janhq/Tiny-Qwen/model.yml':
        'model_path: "llamacpp/models/janhq/Tiny-Qwen/model.gguf"\nmmproj_path: llamacpp/models/janhq/Tiny-Qwen/mmproj.gguf\nname: janhq/Tiny-Qwen\n',
      'llamacpp/models/janhq/Tiny-Qwen/model.gguf': gguf('qwen2', 'Tiny Qwen'),
      'llamacpp/models/janhq/Tiny-Qwen/mmproj.gguf': projector('Tiny Qwen'),
    },
    expected: [
      {
        path: 'llamacpp/models/janhq/Tiny-Qwen',
        type: 'llm',
        subtype: 'full',
        family: 'qwen',
        files: 2,
        inside: ['model.gguf', 'mmproj.gguf'],
      },
      {
        path: 'llamacpp/models/tiny-llama',
        type: 'llm',
        subtype: 'full',
        family: 'llama',
        called: 'Tiny-Llama-1B',
        inside: ['model.gguf'],
      },
    ],
  },
  {
    layout: 'gpt4all',
    folder: 'GPT4All',
    tree: {
      'Tiny-Llama.Q4_0.gguf': gguf('llama', 'Tiny Llama'),
      'gpt4all-remote.rmodel': '{"apiKey":"","modelName":"x"}',
      'incomplete-Big.Q4_0.gguf': 'half',
    },
    expected: [{ path: 'Tiny-Llama.Q4_0.gguf', type: 'llm', subtype: 'full', family: 'llama' }],
  },
  {
    layout: 'text-generation-webui',
    folder: 'text-generation-webui',
    tree: {
      'one_click.py': '',
      'user_data/models/place-your-models-here.txt': '',
      'user_data/models/Tiny-Llama.Q4_K_M.gguf': gguf('llama', 'Tiny Llama'),
      'user_data/models/acme_Tiny-Qwen/config.json': '{"model_type":"qwen2","architectures":["Qwen2ForCausalLM"]}',
      'user_data/models/acme_Tiny-Qwen/model.safetensors': languageModel('tgw'),
      'user_data/loras/poet/adapter_config.json': '{"peft_type":"LORA"}',
      'user_data/loras/poet/adapter_model.safetensors': llamaAdapter('tgw'),
    },
    expected: [
      {
        path: 'user_data/loras/poet',
        type: 'llm',
        subtype: 'loras',
        files: 2,
        inside: ['adapter_model.safetensors', 'adapter_config.json'],
      },
      { path: 'user_data/models/Tiny-Llama.Q4_K_M.gguf', type: 'llm', subtype: 'full', family: 'llama' },
      {
        path: 'user_data/models/acme_Tiny-Qwen',
        type: 'llm',
        subtype: 'full',
        family: 'qwen',
        files: 2,
        inside: ['model.safetensors', 'config.json'],
      },
    ],
  },
  {
    layout: 'diffusers',
    folder: 'stable-diffusion-v1-5',
    tree: {
      'model_index.json': '{"_class_name":"StableDiffusionPipeline","unet":["diffusers","UNet2DConditionModel"]}',
      'unet/config.json': '{"cross_attention_dim":768}',
      'unet/diffusion_pytorch_model.safetensors': fluxDenoiser('diffusers'),
      'vae/diffusion_pytorch_model.safetensors': vae('diffusers'),
      'text_encoder/model.safetensors': clipTextEncoder('diffusers'),
      'tokenizer/vocab.json': '{}',
    },
    expected: [
      {
        path: '.',
        type: 'diffusion',
        subtype: 'diffusers',
        files: 6,
        called: 'stable-diffusion-v1-5',
        inside: [
          'model_index.json',
          'unet/config.json',
          'unet/diffusion_pytorch_model.safetensors',
          'vae/diffusion_pytorch_model.safetensors',
          'text_encoder/model.safetensors',
          'tokenizer/vocab.json',
        ],
      },
    ],
  },
  {
    layout: 'vendor-model',
    folder: 'model-store',
    tree: {
      'Wan-AI/Wan-tiny/config.json': '{"model_type":"t2v"}',
      'Wan-AI/Wan-tiny/diffusion_pytorch_model-00001-of-00002.safetensors': fluxDenoiser('vendor-1'),
      'Wan-AI/Wan-tiny/diffusion_pytorch_model-00002-of-00002.safetensors': fluxDenoiser('vendor-2'),
      'Wan-AI/Wan-tiny/diffusion_pytorch_model.safetensors.index.json': '{"weight_map":{}}',
      'acme/chat/config.json': '{"model_type":"llama","architectures":["LlamaForCausalLM"]}',
      'acme/chat/model.safetensors': languageModel('vendor'),
    },
    expected: [
      // Weights in parts with an index: whole only together, so no application that takes single files is given them.
      { path: 'Wan-AI/Wan-tiny', type: 'diffusion', subtype: 'unet', files: 4, inside: [] },
      {
        path: 'acme/chat',
        type: 'llm',
        subtype: 'full',
        family: 'llama',
        files: 2,
        inside: ['model.safetensors', 'config.json'],
      },
    ],
  },
  {
    layout: 'plain',
    folder: 'downloads',
    tree: {
      'ink.safetensors': sd1Lora('plain'),
      'old/chat-00001-of-00003.gguf': gguf('llama', 'Chat 1'),
      'old/chat-00002-of-00003.gguf': gguf('llama', 'Chat 2'),
      'old/chat-00003-of-00003.gguf': gguf('llama', 'Chat 3'),
      'notes.txt': 'nothing',
      'busy.safetensors': sd1Lora('busy'),
      'busy.safetensors.aria2': 'aria2',
      'node_modules/some/model.onnx': 'no',
    },
    expected: [
      { path: 'ink.safetensors', type: 'diffusion', subtype: 'loras', family: 'sd1' },
      {
        path: 'old/chat-00001-of-00003.gguf',
        type: 'llm',
        subtype: 'full',
        family: 'llama',
        files: 3,
        called: 'chat',
        inside: ['chat-00001-of-00003.gguf', 'chat-00002-of-00003.gguf', 'chat-00003-of-00003.gguf'],
      },
    ],
  },
]

/** Writes the folder of an application below `parent`; returns where it is. */
export async function writeAppLayout(parent: string, { folder, tree, more }: AppLayout): Promise<string> {
  const place = join(parent, folder)
  mkdirSync(dirname(place), { recursive: true })
  await writeTree(place, tree)
  more?.(place)
  return place
}
