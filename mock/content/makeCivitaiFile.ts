import type { CivitaiFile, CivitaiRecord, CivitaiVersion } from '../records/civitaiRecord.ts'
import { type Content, contentOfBytes, joinSegments } from './content.ts'
import { fileKind } from './fileKind.ts'
import {
  checkpointLayout,
  controlNetLayout,
  embeddingLayout,
  type ImageFamily,
  imageLoraLayout,
  vaeLayout,
} from './imageLayouts.ts'
import { plainLayout, decoderShape } from './languageLayouts.ts'
import { makeGguf, quantizationLabel } from './makeGguf.ts'
import { makeOnnx } from './makeOnnx.ts'
import { makePng } from './makePng.ts'
import { makeSafetensors } from './makeSafetensors.ts'
import { makeTorchZip, plainPickle } from './makeTorchZip.ts'
import { makeZip } from './makeZip.ts'
import type { TensorLayout } from './tensorLayout.ts'

/** A CivitAI file, with the model and the version that it belongs to. */
export interface CivitaiFileContext {
  model: CivitaiRecord
  version: CivitaiVersion
  file: CivitaiFile
}

/** The bytes of a CivitAI file in the format that its name says, at most `maxFileSize` large (texts a few hundred bytes). */
export function makeCivitaiFile(context: CivitaiFileContext, maxFileSize: number): Content {
  const { version, file } = context
  const seed = `civitai/${file.id}`
  const real = Math.floor(file.sizeKB * 1024)
  const targetBytes = Math.max(1, Math.min(real > 0 ? real : maxFileSize, maxFileSize))
  const kind = fileKind(file.name, file.sizeKB === 0 ? undefined : real)
  switch (kind) {
    case 'safetensors':
      return makeSafetensors({
        layout: layoutOf(context),
        dtype: file.metadata?.fp === 'fp32' ? 'F32' : 'F16',
        targetBytes,
        seed,
        metadata: { ss_base_model_version: version.baseModel ?? 'unknown', ss_output_name: context.model.name },
      })
    case 'torch':
      return makeTorchZip({ layout: layoutOf(context), targetBytes, seed })
    case 'zip': {
      const content = joinSegments([{ kind: 'noise', seed, length: Math.max(1, targetBytes - 200) }])
      return makeZip([{ name: 'files/data.bin', content }])
    }
    case 'gguf':
      return makeGguf({
        name: context.model.name,
        architecture: 'flux',
        shape: decoderShape(12e9),
        contextLength: 4096,
        quantization: quantizationLabel(file.name) ?? 'Q8_0',
        targetBytes,
        seed,
      })
    case 'onnx':
      return makeOnnx({ targetBytes, seed })
    case 'pickle':
      return contentOfBytes(plainPickle('name', context.model.name))
    case 'png':
      return makePng(seed)
    case 'json':
      return contentOfBytes(`${JSON.stringify({ model: context.model.name, version: version.name })}\n`)
    case 'readme':
    case 'text':
      return contentOfBytes(`# ${file.name}\nmodel:\n  target: mock\n  params:\n    id: ${file.id}\n`)
    case 'empty':
    case 'noise':
      return joinSegments([{ kind: 'noise', seed, length: targetBytes }])
  }
}

function layoutOf({ model, version, file }: CivitaiFileContext): TensorLayout {
  const family = familyOf(version.baseModel ?? '')
  if (file.type === 'VAE' || model.type === 'VAE') return vaeLayout(family)
  switch (model.type) {
    case 'Checkpoint':
      return checkpointLayout(family, /inpaint/i.test(file.name))
    case 'LORA':
    case 'LoCon':
    case 'DoRA':
      return imageLoraLayout(family)
    case 'TextualInversion':
    case 'AestheticGradient':
      return embeddingLayout(family)
    case 'Controlnet':
      return controlNetLayout(family)
    default:
      return plainLayout()
  }
}

function familyOf(baseModel: string): ImageFamily {
  if (/^flux/i.test(baseModel)) return 'flux'
  if (/^sd 3/i.test(baseModel)) return 'sd3'
  if (/xl|pony|illustrious|noob/i.test(baseModel)) return 'sdxl'
  return /^sd 2/i.test(baseModel) ? 'sd2' : 'sd1'
}
