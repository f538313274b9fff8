/** What is decided about a sample model before it becomes a record. */
export interface SampleModel {
  owner: string
  name: string
  task: string
  library: string
  modelType: string
  license: string
  licenseName?: string
  languages: readonly string[]
  tags: readonly string[]
  created: string
  modified: string
  parameters: number
  weights: 'safetensors' | 'gguf' | 'none'
  gated: false | 'auto' | 'manual'
  bases?: readonly string[]
  relation?: 'finetune' | 'adapter' | 'quantized' | 'merge'
  datasets?: readonly string[]
  /** How well known it is, against the others; downloads follow from the rank. */
  fame: number
  /** Bytes of one weight. */
  weightBytes: number
}

/** Writes the record as Hugging Face's listing would; numbers of use are given by the caller. */
export function buildRecord(
  model: SampleModel,
  use: { downloads: number; likes: number; trendingScore: number },
): Record<string, unknown> {
  const id = `${model.owner}/${model.name}`
  const bases = model.bases ?? []
  const datasets = model.datasets ?? []
  const formats = model.weights === 'none' ? [] : [model.weights]
  return {
    id,
    modelId: id,
    author: model.owner,
    createdAt: model.created,
    lastModified: model.modified,
    gated: model.gated,
    likes: use.likes,
    downloads: use.downloads,
    trendingScore: use.trendingScore,
    pipeline_tag: model.task,
    library_name: model.library,
    tags: unique([
      model.library,
      ...formats,
      model.modelType,
      model.task,
      ...model.tags,
      ...model.languages,
      ...datasets.map((name) => `dataset:${name}`),
      ...bases.map((base) => `base_model:${base}`),
      ...(model.relation ? bases.map((base) => `base_model:${model.relation}:${base}`) : []),
      `license:${model.license}`,
      ...(model.library === 'transformers' ? ['endpoints_compatible'] : []),
      'region:us',
    ]),
    cardData: {
      license: model.license,
      ...(model.licenseName ? { license_name: model.licenseName, license_link: 'LICENSE.md' } : {}),
      language: model.languages,
      pipeline_tag: model.task,
      library_name: model.library,
      ...(bases.length > 0 ? { base_model: bases.length === 1 ? bases[0] : bases } : {}),
      ...(model.relation && model.relation !== 'merge' ? { base_model_relation: model.relation } : {}),
      ...(datasets.length > 0 ? { datasets } : {}),
      tags: model.tags,
    },
    ...(model.weights === 'safetensors'
      ? { safetensors: { parameters: { BF16: model.parameters }, total: model.parameters } }
      : {}),
    ...(model.weights === 'gguf'
      ? { gguf: { total: model.parameters, architecture: model.modelType, context_length: 32768 } }
      : {}),
    usedStorage: Math.round(model.parameters * model.weightBytes),
  }
}

function unique(tags: readonly string[]): string[] {
  return [...new Set(tags)].filter(Boolean)
}
