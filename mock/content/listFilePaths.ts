import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { quantizationLabel } from './makeGguf.ts'
import { nameOf, parameterCount, repoKind, taskOf } from './repoKind.ts'

const shardBytes = 5e9
const mostShards = 8

/**
 * The paths of a repo's files, in the order in which the repo shows them. A record's own list is taken as it is,
 * hostile names and all; without one the paths are what repos of its kind have.
 */
export function listFilePaths(record: HuggingFaceRecord): string[] {
  if (record.siblings) return [...new Set(record.siblings.map(({ rfilename }) => rfilename))]
  return ['.gitattributes', 'README.md', ...kindPaths(record)]
}

function kindPaths(record: HuggingFaceRecord): string[] {
  const name = nameOf(record)
  const tokenizer = ['special_tokens_map.json', 'tokenizer.json', 'tokenizer_config.json']
  switch (repoKind(record)) {
    case 'gguf':
      return ggufPaths(record)
    case 'adapter':
      return ['adapter_config.json', 'adapter_model.safetensors', ...tokenizer]
    case 'image-lora':
      return ['pytorch_lora_weights.safetensors', 'sample.png']
    case 'single-file-image':
      return [`${name}.safetensors`]
    case 'diffusers':
      return diffusersPaths(record)
    case 'sentence-transformers':
      return [
        '1_Pooling/config.json',
        'config.json',
        'config_sentence_transformers.json',
        'model.safetensors',
        'modules.json',
        'sentence_bert_config.json',
        ...tokenizer,
      ]
    case 'robot':
      return ['config.json', 'model.safetensors', 'train_config.json']
    case 'keras':
      return ['config.json', 'metadata.json', 'model.weights.h5']
    case 'onnx':
      return ['config.json', 'onnx/model.onnx', 'onnx/model_quantized.onnx', ...tokenizer]
    case 'pickle':
      if (record.tags.includes('stable-baselines3')) return [`${name}.zip`, 'config.json']
      if (record.tags.includes('ultralytics')) return ['best.pt']
      return record.tags.some((tag) => tag === 'sklearn' || tag === 'scikit-learn')
        ? ['model.pkl']
        : ['config.json', 'model.safetensors']
    case 'transformers':
      return transformersPaths(record, tokenizer)
    case 'bare':
      // Tags tell no format, but the repo stores something large.
      return (record.usedStorage ?? 0) > 1e6 ? ['model.pt'] : []
  }
}

function transformersPaths(record: HuggingFaceRecord, tokenizer: string[]): string[] {
  const isOnlyPickle = record.tags.includes('pytorch') && !record.tags.includes('safetensors') && !record.safetensors
  const weights = isOnlyPickle ? ['pytorch_model.bin'] : shardPaths(record)
  const task = taskOf(record) ?? ''
  const sees = /image|video|vision|visual|object|depth|mask-generation|any-to-any/.test(task)
  const hears = /audio|speech|voice/.test(task)
  return [
    'config.json',
    ...(task.includes('generation') || task.includes('text-to-text') ? ['generation_config.json'] : []),
    ...weights,
    ...(sees || hears ? ['preprocessor_config.json'] : []),
    ...((sees || hears) && !task.includes('text') ? [] : tokenizer),
  ]
}

function shardPaths(record: HuggingFaceRecord): string[] {
  const bytes = (parameterCount(record) ?? 0) * 2
  const shards = Math.min(mostShards, Math.ceil(bytes / shardBytes))
  if (shards <= 1) return ['model.safetensors']
  const number = (value: number) => String(value).padStart(5, '0')
  return [
    ...Array.from({ length: shards }, (_, index) => `model-${number(index + 1)}-of-${number(shards)}.safetensors`),
    'model.safetensors.index.json',
  ]
}

function ggufPaths(record: HuggingFaceRecord): string[] {
  const name = nameOf(record)
  const stem = name.replace(/[-_.]gguf$/i, '')
  const label = quantizationLabel(stem)
  const files = label
    ? [`${stem}.gguf`]
    : ['Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'].map((quantization) => `${stem}.${quantization}.gguf`)
  const sees = record.pipeline_tag?.startsWith('image-') ?? false
  return [...files, ...(sees ? ['mmproj-F16.gguf'] : [])]
}

function diffusersPaths(record: HuggingFaceRecord): string[] {
  const denoiser = isTransformerPipeline(record) ? 'transformer' : 'unet'
  return [
    'model_index.json',
    'scheduler/scheduler_config.json',
    'text_encoder/config.json',
    'text_encoder/model.safetensors',
    'tokenizer/merges.txt',
    'tokenizer/special_tokens_map.json',
    'tokenizer/tokenizer_config.json',
    'tokenizer/vocab.json',
    `${denoiser}/config.json`,
    `${denoiser}/diffusion_pytorch_model.safetensors`,
    'vae/config.json',
    'vae/diffusion_pytorch_model.safetensors',
  ]
}

/** True for pipelines that denoise with a transformer (Flux, SD3), false for those with a UNet. */
export function isTransformerPipeline(record: HuggingFaceRecord): boolean {
  return record.tags.some((tag) => /flux|stable-diffusion-3|sd3|qwen-?image|wan|transformer2d/i.test(tag))
}
