import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import {
  checkpointLayout,
  clipLayout,
  fluxLayout,
  type ImageFamily,
  imageLoraLayout,
  unetLayout,
  vaeLayout,
} from './imageLayouts.ts'
import { decoderLayout, encoderLayout, peftLayout, plainLayout } from './languageLayouts.ts'
import { isTransformerPipeline, listFilePaths } from './listFilePaths.ts'
import { modelConfig } from './modelConfig.ts'
import { repoKind } from './repoKind.ts'
import type { TensorLayout } from './tensorLayout.ts'

/** The tensors that the weights at `path` hold. */
export function layoutOf(record: HuggingFaceRecord, path: string): TensorLayout {
  const kind = repoKind(record)
  if (/(?:^|\/)vae\//.test(path)) return vaeLayout(imageFamily(record))
  if (/(?:^|\/)text_encoder/.test(path)) return clipLayout()
  if (/(?:^|\/)transformer\//.test(path)) return fluxLayout()
  if (/(?:^|\/)unet\//.test(path)) return unetLayout('sdxl')
  switch (kind) {
    case 'image-lora':
      return imageLoraLayout(imageFamily(record))
    case 'single-file-image':
    case 'diffusers':
      return checkpointLayout(imageFamily(record))
    case 'adapter':
      return path.includes('adapter') ? peftLayout(modelConfig(record).shape) : languageLayout(record, path)
    case 'sentence-transformers':
      return encoderLayout(modelConfig(record).shape)
    case 'robot':
    case 'keras':
    case 'pickle':
      return plainLayout()
    case 'gguf':
    case 'transformers':
    case 'onnx':
    case 'bare':
      return languageLayout(record, path)
  }
}

/** The shards that a `model.safetensors.index.json` speaks of. */
export function shardPathsOf(record: HuggingFaceRecord, indexPath: string): string[] {
  const stem = indexPath.replace(/\.safetensors\.index\.json$/, '')
  return listFilePaths(record).filter((path) => path.startsWith(`${stem}-`) && /-\d+-of-\d+\.safetensors$/.test(path))
}

function languageLayout(record: HuggingFaceRecord, path: string): TensorLayout {
  const { isDecoder, shape, modelType } = modelConfig(record)
  const [, shard = '1', shards = '1'] = /-(\d{1,6})-of-(\d{1,6})\./.exec(path) ?? []
  const count = Math.max(1, Number(shards))
  if (!isDecoder) return encoderLayout(shape, `${modelType}.`)
  return decoderLayout(shape, Math.min(count, Math.max(1, Number(shard))) - 1, count)
}

function imageFamily(record: HuggingFaceRecord): ImageFamily {
  if (isTransformerPipeline(record)) return 'flux'
  const text = [...record.tags, record.id].join(' ').toLowerCase()
  return /xl|pony|illustrious/.test(text) ? 'sdxl' : /stable-diffusion-2/.test(text) ? 'sd2' : 'sd1'
}
