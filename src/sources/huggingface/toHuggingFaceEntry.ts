import { parseTime } from '../../foundation/time.ts'
import { toSlug } from '../../ids/slug.ts'
import { readCount } from '../readCount.ts'
import type { Entry } from '../source.ts'
import { classifyTags, findLibrary } from './classifyTags.ts'
import { findBaseModels } from './findBaseModels.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { readText, readTexts } from './readText.ts'

/** Hugging Face knows one flag for adults and no levels; it is read as CivitAI's X. */
const notForAllAudiences = 8

/**
 * The shared columns of a Hugging Face record.
 *
 * - `license` is the first license of the model card, else of the `license:` tags, in lower case.
 * - `parameters` is safetensors.total, else gguf.total, else the sum over safetensors.parameters. Packed quantizations
 *   count too low there.
 * - `storageBytes` is usedStorage, which counts LFS files and their history, else (or when it is 0) the sum of all files if the size of each is known.
 * - `nsfwLevel` is 8 with the tag `not-for-all-audiences`, else 0.
 */
export function toHuggingFaceEntry(model: HuggingFaceModel): Entry {
  const segments = model.id.split('/')
  const tags = classifyTags(model)
  const baseModels = findBaseModels(model)
  const siblings = (model.siblings ?? []).map((sibling) => ({
    path: sibling.rfilename,
    size: readCount(sibling.lfs?.size ?? sibling.size),
    sha256: readSha256(sibling.lfs?.sha256),
  }))
  return {
    slug: toSlug({ source: 'huggingface', id: model.id }),
    source: 'huggingface',
    id: model.id,
    name: segments.at(-1) ?? model.id,
    author: readText(model.author) ?? (segments.length > 1 ? segments[0] : undefined),
    task: readText(model.pipeline_tag) ?? readText(model.cardData?.pipeline_tag),
    library: findLibrary(model),
    license: readTexts(model.cardData?.license)[0]?.toLowerCase() ?? tags.find((tag) => tag.kind === 'license')?.tag,
    downloads: readCount(model.downloads) ?? 0,
    likes: readCount(model.likes) ?? 0,
    trendingScore: model.trendingScore ?? undefined,
    createdAt: parseTime(model.createdAt),
    updatedAt: parseTime(model.lastModified),
    gated: model.gated !== undefined && model.gated !== null && model.gated !== false && model.gated !== 'false',
    parameters: readParameters(model),
    storageBytes: readCount(model.usedStorage) || sumSizes(siblings),
    nsfwLevel: model.tags?.includes('not-for-all-audiences') ? notForAllAudiences : 0,
    revision: readText(model.sha),
    tags,
    baseModels,
    datasets: tags.filter((tag) => tag.kind === 'dataset').map((tag) => tag.tag),
    siblings,
    searchText: [...baseModels.map((base) => base.id), ...readTexts(model.cardData?.license_name)],
  }
}

function readParameters(model: HuggingFaceModel): number | undefined {
  const counts = Object.values(model.safetensors?.parameters ?? {})
  const sum = counts.length > 0 ? counts.reduce((total, count) => total + count, 0) : undefined
  const total = readCount(model.safetensors?.total) ?? readCount(model.gguf?.total) ?? readCount(sum)
  return total === 0 ? undefined : total
}

function readSha256(text: string | null | undefined): string | undefined {
  const hash = text?.toLowerCase()
  return hash && /^[0-9a-f]{64}$/.test(hash) ? hash : undefined
}

function sumSizes(siblings: Entry['siblings']): number | undefined {
  if (siblings.length === 0) return undefined
  let sum = 0
  for (const { size } of siblings) {
    if (size === undefined) return undefined
    sum += size
  }
  return readCount(sum)
}
