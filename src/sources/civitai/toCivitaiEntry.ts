import { parseTime } from '../../foundation/time.ts'
import { toSlug } from '../../ids/slug.ts'
import { everyLevel, flaggedLevels } from '../nsfwLevels.ts'
import { readCount } from '../readCount.ts'
import { readHash } from '../readHash.ts'
import type { Entry } from '../source.ts'
import { estimateWeights } from '../weights/estimateWeights.ts'
import type { CivitaiModel, CivitaiVersion } from './civitaiModel.ts'
import { licenseId } from './licenseId.ts'
import { readWeightEvidence } from './readWeightEvidence.ts'
import { publishedVersions, versionFiles } from './versionFiles.ts'

const formats: Record<string, string> = {
  safetensor: 'safetensors',
  pickletensor: 'pickle',
  gguf: 'gguf',
  diffusers: 'diffusers',
  'core ml': 'coreml',
  onnx: 'onnx',
}

/** More words than any author means; a list may hold thousands. */
const mostWords = 200
/** Six of each file; a model of a hundred versions has less. */
const mostHashes = 1000

/**
 * The shared columns of a CivitAI record.
 *
 * - `task` is CivitAI's type in lower case: checkpoint, lora, locon, textualinversion, controlnet, vae, …
 * - `license` stands for the permissions; see {@link licenseId}.
 * - `revision`, `siblings` and `storageBytes` are of the newest published version; `createdAt` is that of the oldest.
 * - `nsfwLevel` is the record's, else 28 (R, X and XXX) with the flag `nsfw`, else 0: not rated.
 * - The names of base models (`SD 1.5`) name families and no models, so they are tags of kind `base`, no relations.
 * - `hashes` are of all files of all published versions: someone may have kept an old one.
 */
export function toCivitaiEntry(model: CivitaiModel): Entry {
  const id = String(model.id)
  const versions = publishedVersions(model)
  const newest = versions[0]
  const task = model.type?.trim().toLowerCase() || undefined
  const license = licenseId(model)
  const baseModels = unique(versions.map((version) => version.baseModel))
  const triggerWords = unique(versions.flatMap((version) => version.trainedWords ?? [])).slice(0, mostWords)
  return {
    slug: toSlug({ source: 'civitai', id }),
    source: 'civitai',
    id,
    name: model.name?.trim() || `Model ${id}`,
    author: model.creator?.username?.trim() || undefined,
    task,
    library: undefined,
    license,
    downloads: readCount(model.stats?.downloadCount) ?? 0,
    likes: readCount(model.stats?.thumbsUpCount ?? model.stats?.favoriteCount) ?? 0,
    trendingScore: undefined,
    createdAt: pickTime(versions, ['publishedAt', 'createdAt'], Math.min),
    updatedAt: pickTime(versions, ['publishedAt', 'updatedAt', 'createdAt'], Math.max),
    gated: newest?.availability === 'EarlyAccess',
    parameters: undefined,
    storageBytes: sumSizes(model, newest),
    weightBytes: estimateWeights(readWeightEvidence(model)).bytes,
    nsfwLevel: readNsfwLevel(model),
    revision: newest ? String(newest.id) : undefined,
    tags: readTags(model, newest, task, license, baseModels),
    baseModels: [],
    datasets: [],
    // The address is not part of an entry, so no endpoint is needed here.
    siblings: newest ? versionFiles('', model, newest).map(({ path, size, sha256 }) => ({ path, size, sha256 })) : [],
    searchText: triggerWords,
    hashes: unique(versions.flatMap(readHashes)).slice(0, mostHashes),
  }
}

function readTags(
  model: CivitaiModel,
  newest: CivitaiVersion | undefined,
  task: string | undefined,
  license: string | undefined,
  baseModels: string[],
): Entry['tags'] {
  const tags: Entry['tags'] = []
  if (task !== undefined) tags.push({ tag: task, kind: 'task' })
  if (license !== undefined) tags.push({ tag: license, kind: 'license' })
  const named = (newest?.files ?? []).map((file) => formats[file.metadata?.format?.toLowerCase() ?? ''])
  for (const tag of unique(named)) tags.push({ tag, kind: 'format' })
  const words = (model.tags ?? []).map((tag) => (typeof tag === 'string' ? tag : tag.name))
  for (const tag of unique(words)) tags.push({ tag, kind: 'tag' })
  for (const tag of baseModels) tags.push({ tag, kind: 'base' })
  return tags
}

/** AutoV1, AutoV2, AutoV3, SHA256, CRC32 and BLAKE3, and what may come to them. */
function readHashes(version: CivitaiVersion): (string | undefined)[] {
  return (version.files ?? []).flatMap((file) => Object.values(file.hashes ?? {}).map(readHash))
}

function readNsfwLevel(model: CivitaiModel): number {
  const level = readCount(model.nsfwLevel)
  if (level) return level & everyLevel
  return model.nsfw ? flaggedLevels : 0
}

/** Rounded kilobytes are good enough for a sum that is only shown. */
function sumSizes(model: CivitaiModel, version: CivitaiVersion | undefined): number | undefined {
  if (model.mode === 'Archived' || model.mode === 'TakenDown') return undefined
  const sizes = (version?.files ?? []).map((file) => readCount((file.sizeKB ?? Number.NaN) * 1024))
  const known = sizes.filter((size) => size !== undefined)
  if (known.length === 0 || known.length < sizes.length) return undefined
  return readCount(known.reduce((sum, size) => sum + size, 0))
}

function pickTime(
  versions: CivitaiVersion[],
  fields: ('publishedAt' | 'updatedAt' | 'createdAt')[],
  pick: (...times: number[]) => number,
): number | undefined {
  const times = versions
    .flatMap((version) => fields.map((field) => parseTime(version[field])))
    .filter((time) => time !== undefined)
  return times.length === 0 ? undefined : times.reduce((best, time) => pick(best, time))
}

function unique(texts: (string | null | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => text?.trim() || []))]
}
