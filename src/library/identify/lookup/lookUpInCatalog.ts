import { z } from 'zod'

import type { Catalog, CatalogEntry } from '../../../catalog/catalog.ts'
import { isWeighthouseError } from '../../../foundation/errors.ts'
import { classifyHuggingFace } from '../../classify/classifyHuggingFace.ts'
import type { HashAnswer, LookUpByHash } from '../identification.ts'
import { civitaiAnswer, civitaiAnswerByWeights } from './civitaiAnswer.ts'

const mostCandidates = 10

const civitaiRecord = z.object({
  id: z.unknown().optional(),
  name: z.unknown().optional(),
  type: z.unknown().optional(),
  tags: z.unknown().optional(),
  modelVersions: z.array(z.looseObject({})).catch([]),
})

/**
 * Asks the local catalog. It keeps only the beginning of each hash, so a model counts only when its record lists the very
 * hash. Of several, CivitAI's page says most; of repos that share a file, the most downloaded is taken.
 */
export function createCatalogLookup(catalog: Pick<Catalog, 'search' | 'getModel'>): LookUpByHash {
  return async (sha256) => {
    const { entries } = await catalog.search({ query: sha256, removed: true, limit: mostCandidates })
    const ordered = entries.toSorted(
      (a, b) => Number(b.source === 'civitai') - Number(a.source === 'civitai') || b.downloads - a.downloads,
    )
    for (const entry of ordered) {
      const answer = await ask(catalog, entry, sha256)
      if (answer) return answer
    }
    return undefined
  }
}

async function ask(
  catalog: Pick<Catalog, 'getModel'>,
  entry: CatalogEntry,
  sha256: string,
): Promise<HashAnswer | undefined> {
  try {
    const model = await catalog.getModel(entry.slug)
    if (entry.source === 'civitai') return fromCivitai(model.record, sha256)
    if (!model.files.some((file) => file.sha256 === sha256)) return undefined
    const told =
      entry.source === 'huggingface'
        ? classifyHuggingFace({
            source: entry.source,
            id: entry.id,
            commit: '',
            entry: undefined,
            record: model.record,
            files: [],
            headers: new Map(),
          })
        : undefined
    return {
      officialName: entry.name,
      type: told?.modelType,
      subtype: told?.subtype,
      family: told?.family,
      baseModels: entry.baseModels.map(({ id }) => id),
      tags: entry.tags,
      triggerWords: [],
      license: entry.license,
      identified: { source: entry.source, repoId: entry.id },
      says: `the catalog (${entry.source})`,
    }
  } catch (error) {
    // Forgotten between the search and now.
    if (isWeighthouseError(error, 'MODEL_NOT_FOUND')) return undefined
    throw error
  }
}

function fromCivitai(record: unknown, sha256: string): HashAnswer | undefined {
  for (const version of versionsOf(record)) {
    // Without its hashes here, a version is no proof: the catalog knows only how they begin.
    if (
      !JSON.stringify(version['files'] ?? '')
        .toLowerCase()
        .includes(sha256)
    )
      continue
    const answer = civitaiAnswer(version, sha256, 'the catalog (civitai)')
    if (answer) return answer
  }
  return undefined
}

/** The versions of a record, as they come when they come alone. */
function versionsOf(record: unknown): Record<string, unknown>[] {
  const parsed = civitaiRecord.safeParse(record)
  if (!parsed.success) return []
  const { id, name, type, tags, modelVersions } = parsed.data
  return modelVersions.map((version) => ({ ...version, modelId: id, model: { name, type, tags: tagNames(tags) } }))
}

/**
 * Asks the local catalog for a model of CivitAI by AutoV3, twelve hex digits: what many files say of their own weights, so that
 * nobody has to read them.
 */
export function createWeightsLookup(catalog: Pick<Catalog, 'search' | 'getModel'>): LookUpByHash {
  return async (autoV3) => {
    const { entries } = await catalog.search({
      query: autoV3,
      source: ['civitai'],
      removed: true,
      limit: mostCandidates,
    })
    for (const { slug } of entries) {
      const record = await readRecord(catalog, slug)
      for (const version of versionsOf(record)) {
        const answer = civitaiAnswerByWeights(version, autoV3, 'the catalog (civitai)')
        if (answer) return answer
      }
    }
    return undefined
  }
}

async function readRecord(catalog: Pick<Catalog, 'getModel'>, slug: string): Promise<unknown> {
  try {
    return (await catalog.getModel(slug)).record
  } catch (error) {
    // Forgotten between the search and now.
    if (isWeighthouseError(error, 'MODEL_NOT_FOUND')) return undefined
    throw error
  }
}

/** Words, or objects with a name. */
function tagNames(tags: unknown): unknown[] {
  if (!Array.isArray(tags)) return []
  return tags.map((tag: unknown) => (typeof tag === 'object' && tag !== null && 'name' in tag ? tag.name : tag))
}
