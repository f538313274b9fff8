import { readCount } from '../readCount.ts'
import type { WeightEvidence } from '../weights/weightEstimate.ts'
import type { CivitaiModel } from './civitaiModel.ts'
import { publishedVersions, versionFiles } from './versionFiles.ts'

/** Types of files that are the model itself; the others (VAE, Config, Training Data, …) go with it. */
const modelTypes: ReadonlySet<string> = new Set([
  'model',
  'pruned model',
  'unet',
  'diffusion model',
  'controlnet',
  'upscaler',
])

/**
 * What a CivitAI record tells of its weights: each file of the newest published version that is a model is one by itself,
 * in another precision or pruned. Kilobytes that are rounded are exact enough here.
 */
export function readWeightEvidence(model: CivitaiModel): WeightEvidence {
  const newest = publishedVersions(model)[0]
  const paths = newest ? versionFiles('', model, newest) : []
  const files = paths.flatMap(({ path, size }, index) => {
    const file = newest?.files?.[index]
    if (!modelTypes.has(file?.type?.toLowerCase() ?? 'model')) return []
    const { fp, quantType, format } = file?.metadata ?? {}
    const label = [quantType, fp, format].find((text) => text?.trim())?.trim() ?? 'model'
    const rounded = readCount((file?.sizeKB ?? Number.NaN) * 1024) || undefined
    return [{ path, size: size ?? rounded, label }]
  })
  return { files, parameters: undefined, storageBytes: undefined, filesAreModels: true }
}
