import { readCount } from '../readCount.ts'
import { readQuantLabel } from '../weights/readQuantLabel.ts'
import type { WeightEvidence } from '../weights/weightEstimate.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { readParameters } from './readParameters.ts'

const packedName = /(?:^|[-_.])(?:gptq|awq|bnb|nf4|int[48]|w[48]a(?:8|16)|[2-8]-?bits?|exl[23]|hqq|aqlm)(?=$|[-_.])/

/** What a Hugging Face record tells of its weights. */
export function readWeightEvidence(model: HuggingFaceModel): WeightEvidence {
  const name = model.id.slice(model.id.lastIndexOf('/') + 1)
  const isGguf = Boolean(model.gguf) || (model.tags?.includes('gguf') ?? false)
  return {
    files: (model.siblings ?? []).map((sibling) => ({
      path: sibling.rfilename,
      size: readCount(sibling.lfs?.size ?? sibling.size),
    })),
    parameters: readParameters(model),
    countsByType: model.safetensors?.parameters ?? undefined,
    storageBytes: readCount(model.usedStorage) || undefined,
    quantLabel: isGguf ? readQuantLabel(name) : undefined,
    isPacked: !isGguf && packedName.test(name.toLowerCase()),
  }
}
