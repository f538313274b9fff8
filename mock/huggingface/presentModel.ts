import { hexOf } from '../content/seed.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { commitOf, createdAt, lastModified } from './createModelIndex.ts'

// What listings can be asked for. huggingface_hub, hf_api.py, ExpandModelProperty_T
const listed = [
  'author',
  'cardData',
  'config',
  'createdAt',
  'disabled',
  'downloads',
  'downloadsAllTime',
  'evalResults',
  'gated',
  'gguf',
  'inference',
  'inferenceProviderMapping',
  'lastModified',
  'library_name',
  'likes',
  'mask_token',
  'model-index',
  'pipeline_tag',
  'private',
  'resourceGroup',
  'safetensors',
  'sha',
  'siblings',
  'spaces',
  'tags',
  'transformersInfo',
  'trendingScore',
  'widgetData',
] as const

/** What `expand` takes in listings, and what only one model at a time can be asked for. */
export const expandable = {
  listing: new Set<string>(listed),
  model: new Set<string>([...listed, 'baseModels', 'childrenModelCount', 'usedStorage']),
}

/** What a listing shows unasked. */
export const listingFields = [
  'likes',
  'trendingScore',
  'private',
  'downloads',
  'tags',
  'pipeline_tag',
  'library_name',
  'createdAt',
]

/** What `full=true` adds. */
export const fullFields = ['author', 'sha', 'lastModified', 'gated', 'disabled', 'siblings']

/** What a single model shows unasked. */
export const modelFields = [
  'author',
  'sha',
  'lastModified',
  'private',
  'disabled',
  'gated',
  'likes',
  'downloads',
  'tags',
  'pipeline_tag',
  'library_name',
  'cardData',
  'config',
  'siblings',
  'spaces',
  'createdAt',
  'safetensors',
  'gguf',
  'usedStorage',
]

/** A model's JSON with `_id`, `id`, `modelId` and the wanted fields, those that it has. */
export function presentModel(
  record: HuggingFaceRecord,
  fields: readonly string[],
  siblings: () => unknown[],
): Record<string, unknown> {
  const own: Record<string, () => unknown> = {
    author: () => record.author ?? (record.id.includes('/') ? record.id.split('/')[0] : undefined),
    sha: () => commitOf(record),
    private: () => false,
    disabled: () => false,
    createdAt: () => createdAt(record),
    lastModified: () => lastModified(record),
    spaces: () => [],
    siblings,
  }
  return {
    _id: hexOf(`_id/${record.id}`).slice(0, 24),
    id: record.id,
    modelId: record.id,
    ...Object.fromEntries(
      fields
        .map((field): [string, unknown] => [field, own[field] ? own[field]() : record[field]])
        .filter(([, value]) => value !== undefined),
    ),
  }
}
