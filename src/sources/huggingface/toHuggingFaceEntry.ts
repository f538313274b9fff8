import { parseTime } from '../../foundation/time.ts'
import { toSlug } from '../../ids/slug.ts'
import { normaliseLicense } from '../license/normaliseLicense.ts'
import { nsfwLevels } from '../nsfwLevels.ts'
import { readCount } from '../readCount.ts'
import type { Entry } from '../source.ts'
import { estimateWeights } from '../weights/estimateWeights.ts'
import { classifyTags } from './classifyTags.ts'
import { findBaseModels } from './findBaseModels.ts'
import { findFormerNames } from './findFormerNames.ts'
import { findLibrary } from './findLibrary.ts'
import { findTask } from './findTask.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { readParameters } from './readParameters.ts'
import { readText, readTexts } from './readText.ts'
import { readWeightEvidence } from './readWeightEvidence.ts'

/** Hugging Face knows one flag for adults and no levels; it is read as CivitAI's X. */
const notForAllAudiences = nsfwLevels.x

/** A repository may hold tens of thousands of files; those that someone looks up by hash are among the first. */
const mostHashes = 1000

/**
 * The shared columns of a Hugging Face record.
 *
 * - `license` is the first license of the model card, else of the `license:` tags, as the published list writes it.
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
    task: findTask(model),
    library: findLibrary(model),
    license:
      normaliseLicense(readTexts(model.cardData?.license)[0] ?? '') ?? tags.find((tag) => tag.kind === 'license')?.tag,
    downloads: readCount(model.downloads) ?? 0,
    likes: readCount(model.likes) ?? 0,
    trendingScore: model.trendingScore ?? undefined,
    createdAt: parseTime(model.createdAt),
    updatedAt: parseTime(model.lastModified),
    gated: model.gated !== undefined && model.gated !== null && model.gated !== false && model.gated !== 'false',
    parameters: readParameters(model),
    storageBytes: readCount(model.usedStorage) || sumSizes(siblings),
    weightBytes: estimateWeights(readWeightEvidence(model)).bytes,
    nsfwLevel: model.tags?.includes('not-for-all-audiences') ? notForAllAudiences : 0,
    revision: readText(model.sha),
    tags,
    baseModels,
    datasets: tags.filter((tag) => tag.kind === 'dataset').map((tag) => tag.tag),
    siblings,
    searchText: [...findFormerNames(model, baseModels), ...readTexts(model.cardData?.license_name)],
    hashes: siblings.flatMap((sibling) => sibling.sha256 ?? []).slice(0, mostHashes),
  }
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
