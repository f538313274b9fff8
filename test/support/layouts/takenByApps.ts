import { parse } from 'node:path/posix'

import type { ExpectedModel } from './appLayouts.ts'

/*
 * Which kinds of models each application lists, under which names: from the facts of the applications, apart from the
 * mapping files.
 */

/** One list of an application. */
export interface TakenList {
  list: string
  /** The name under which the list shows a file of a model; undefined when it does not show it. */
  nameOf(model: ExpectedModel, file: string): string | undefined
  /** Its folders can be named in the application's settings: the endings of what it shows of one, and how many it takes. */
  named?: { endings: readonly string[]; most: number }
}

const torch = ['.safetensors', '.sft', '.ckpt', '.pt', '.pt2', '.pth', '.bin', '.pkl']
const textEncoders = ['clip', 't5', 'text_encoders']
const isLanguage = ({ type }: ExpectedModel) => type === 'llm' || type === 'vlm'
const isPart = (file: string) => /-\d+-of-\d+\.gguf$/.test(file)
const isFirstPart = (file: string) => /-0*1-of-\d+\.gguf$/.test(file)
const isProjector = (file: string) => /mmproj/.test(file)
const isGguf = (file: string) => file.endsWith('.gguf')

/** Single files of image models. */
function image(list: string, subtypes: readonly string[], endings: readonly string[], most?: number): TakenList {
  return {
    list,
    nameOf: ({ type, subtype }, file) =>
      type === 'diffusion' && subtypes.includes(subtype) && endings.includes(parse(file).ext) ? file : undefined,
    ...(most === undefined ? {} : { named: { endings, most } }),
  }
}

/** Models in folders of their own. */
function trees(list: string, takes: (model: ExpectedModel) => boolean): TakenList {
  return { list, nameOf: (model, file) => (takes(model) ? `${model.called}/${file}` : undefined) }
}

function language(list: string, nameOf: (model: ExpectedModel, file: string) => string | undefined): TakenList {
  return { list, nameOf: (model, file) => (isLanguage(model) ? nameOf(model, file) : undefined) }
}

const pipelines = (list: string) => trees(list, ({ subtype }) => subtype === 'diffusers')

/** @param most folders that the settings take for each list; undefined where they are not used */
function comfyui(most?: number): TakenList[] {
  return [
    image('checkpoints', ['checkpoints'], torch, most),
    image('diffusion_models', ['unet'], torch, most),
    image('unet_gguf', ['unet'], ['.gguf']),
    image('loras', ['loras'], torch, most),
    image('vae', ['vae'], torch, most),
    image('text_encoders', textEncoders, torch, most),
    image('clip_gguf', textEncoders, ['.gguf']),
    image('clip_vision', ['clip_vision'], torch, most),
    image('controlnet', ['controlnet'], torch, most),
    image('embeddings', ['embeddings'], torch, most),
    image('upscale_models', ['upscale'], torch, most),
    trees('LLM', (model) => isLanguage(model) && model.subtype === 'full'),
    pipelines('diffusers'),
  ]
}

const a1111 = [
  image('checkpoints', ['checkpoints'], ['.ckpt', '.safetensors']),
  image('loras', ['loras'], ['.pt', '.ckpt', '.safetensors']),
  image('vae', ['vae'], ['.pt', '.ckpt', '.bin', '.safetensors']),
  image('embeddings', ['embeddings'], ['.pt', '.bin', '.safetensors']),
  image('controlnet', ['controlnet'], ['.pt', '.pth', '.ckpt', '.safetensors', '.bin']),
  image('upscalers', ['upscale'], ['.pt', '.pth', '.safetensors']),
]

const forge = [
  ...a1111.filter(({ list }) => list !== 'checkpoints'),
  image('checkpoints', ['checkpoints', 'unet'], ['.ckpt', '.safetensors', '.gguf']),
  image('text_encoders', textEncoders, ['.ckpt', '.pt', '.bin', '.safetensors', '.gguf']),
  pipelines('diffusers'),
]

function sdnext(most?: number): TakenList[] {
  return [
    image('checkpoints', ['checkpoints'], ['.safetensors'], most),
    image('unet', ['unet'], ['.safetensors', '.gguf'], most),
    image('text_encoders', textEncoders, ['.safetensors', '.gguf'], most),
    image('loras', ['loras'], ['.safetensors', '.ckpt', '.pt'], most),
    image('vae', ['vae'], ['.safetensors', '.ckpt', '.pt', '.bin'], most),
    image('embeddings', ['embeddings'], ['.safetensors', '.pt', '.bin'], most),
    image('controlnet', ['controlnet'], ['.safetensors', '.ckpt', '.pt', '.bin', '.pth'], most),
    image('upscalers', ['upscale'], ['.safetensors', '.pt', '.pth']),
    pipelines('diffusers'),
  ]
}

const fooocusEndings = ['.safetensors', '.ckpt', '.bin', '.pth']
function fooocus(most?: number): TakenList[] {
  return [
    image('checkpoints', ['checkpoints'], fooocusEndings, most),
    image('loras', ['loras'], fooocusEndings, most),
    image('vae', ['vae'], fooocusEndings),
    image('embeddings', ['embeddings'], ['.safetensors', '.pt', '.bin']),
    image('controlnet', ['controlnet'], fooocusEndings),
    image('upscalers', ['upscale'], ['.pth', '.safetensors', '.bin']),
    image('clip_vision', ['clip_vision'], fooocusEndings),
  ]
}

const swarmuiEndings = ['.safetensors', '.sft', '.gguf', '.ckpt', '.pt', '.pth', '.bin']
function swarmui(most?: number): TakenList[] {
  return [
    // In the settings both kinds stand under one name.
    ...(most === undefined
      ? [image('checkpoints', ['checkpoints'], swarmuiEndings), image('diffusion_models', ['unet'], swarmuiEndings)]
      : [image('checkpoints', ['checkpoints', 'unet'], swarmuiEndings, most)]),
    image('loras', ['loras'], swarmuiEndings, most),
    image('vae', ['vae'], swarmuiEndings, most),
    image('embeddings', ['embeddings'], swarmuiEndings, most),
    image('controlnet', ['controlnet'], swarmuiEndings, most),
    image('text_encoders', textEncoders, swarmuiEndings, most),
    image('clip_vision', ['clip_vision'], swarmuiEndings, most),
  ]
}

const singleGguf = (file: string) => isGguf(file) && !isProjector(file) && !isPart(file)

/** By application, and by the variant of its mapping. */
export const takenByApps: Record<string, readonly TakenList[]> = {
  comfyui: comfyui(),
  'comfyui config': comfyui(Infinity),
  a1111,
  forge,
  sdnext: sdnext(),
  'sdnext config': sdnext(1),
  fooocus: fooocus(),
  'fooocus config': fooocus(Infinity),
  swarmui: swarmui(),
  'swarmui config': swarmui(Infinity),
  lmstudio: [
    language('models', (model, file) =>
      isGguf(file) && (!isPart(file) || isFirstPart(file)) ? `local/${model.called}/${file}` : undefined,
    ),
  ],
  jan: [
    language('models', (model, file) =>
      singleGguf(file) || isFirstPart(file) ? `local/${model.called}/${parse(file).name}` : undefined,
    ),
  ],
  'llamacpp folder': [
    language('models', (model, file) => {
      if (isFirstPart(file)) return parse(file).name.replace(/-\d+-of-\d+$/, '')
      if (!singleGguf(file)) return undefined
      return model.type === 'vlm' ? model.called : parse(file).name
    }),
  ],
  gpt4all: [language('models', (_, file) => (singleGguf(file) ? file : undefined))],
  'text-generation-webui': [
    language('gguf', (_, file) => (singleGguf(file) || isFirstPart(file) ? file : undefined)),
    language('mmproj', (_, file) => (isGguf(file) && isProjector(file) ? file : undefined)),
    language('folders', ({ subtype, called }, file) =>
      subtype === 'full' && file.endsWith('.safetensors') ? called : undefined,
    ),
    language('loras', ({ subtype, called }) => (subtype === 'loras' ? called : undefined)),
  ],
  invokeai: [
    {
      list: 'models',
      nameOf: ({ type, subtype }, file) =>
        type === 'diffusion' &&
        ['checkpoints', 'unet', 'loras', 'vae', 'controlnet', 'embeddings', 'clip_vision', ...textEncoders].includes(
          subtype,
        ) &&
        ['.safetensors', '.ckpt', '.pt', '.pth', '.bin', '.gguf'].includes(parse(file).ext)
          ? parse(file).name
          : undefined,
    },
  ],
  ollama: [language('models', (_, file) => (singleGguf(file) ? `weighthouse/${parse(file).name}:latest` : undefined))],
}
