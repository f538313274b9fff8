import type { CivitaiModel } from '../../sources/civitai/civitaiModel.ts'
import type { HuggingFaceModel } from '../../sources/huggingface/huggingFaceModel.ts'

/** A small Hugging Face record. */
export function huggingFaceModel(id: string, more: Partial<HuggingFaceModel>): HuggingFaceModel {
  return { id, downloads: 1, likes: 0, tags: ['transformers'], pipeline_tag: 'text-generation', ...more }
}

/** A small CivitAI record of one version. */
export function civitaiModel(
  id: number,
  more: {
    name?: string
    type?: string
    downloads?: number
    baseModel?: string
    publishedAt?: string
    nsfwLevel?: number
  },
): CivitaiModel {
  const { name = `Model ${id}`, type = 'Checkpoint', downloads = 0, baseModel, publishedAt, nsfwLevel } = more
  return {
    id,
    name,
    type,
    nsfwLevel,
    stats: { downloadCount: downloads },
    modelVersions: [{ id: id * 10, name: 'v1', baseModel, publishedAt }],
  }
}
