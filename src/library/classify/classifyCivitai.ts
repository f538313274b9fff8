import { z } from 'zod'

import type { ModelType, Subtype } from '../metadata.ts'
import type { ModelClues, Testimony } from './classification.ts'
import { familyOf } from './familyOf.ts'

const recordSchema = z.object({
  type: z.string(),
  modelVersions: z
    .array(
      z.object({
        id: z.union([z.number(), z.string()]).optional(),
        baseModel: z.string().nullish(),
        files: z
          .array(
            z.object({
              name: z.string().optional(),
              type: z.string().nullish(),
              hashes: z.object({ SHA256: z.string().optional() }).nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
})

// https://github.com/civitai/civitai, enum ModelType
const types: Record<string, { modelType: ModelType; subtype: Subtype } | undefined> = {
  checkpoint: { modelType: 'diffusion', subtype: 'checkpoints' },
  textualinversion: { modelType: 'diffusion', subtype: 'embeddings' },
  hypernetwork: { modelType: 'diffusion', subtype: 'hypernetworks' },
  aestheticgradient: { modelType: 'diffusion', subtype: 'other' },
  lora: { modelType: 'diffusion', subtype: 'loras' },
  locon: { modelType: 'diffusion', subtype: 'loras' },
  dora: { modelType: 'diffusion', subtype: 'loras' },
  controlnet: { modelType: 'diffusion', subtype: 'controlnet' },
  upscaler: { modelType: 'diffusion', subtype: 'upscale' },
  motionmodule: { modelType: 'diffusion', subtype: 'other' },
  vae: { modelType: 'diffusion', subtype: 'vae' },
  poses: { modelType: 'diffusion', subtype: 'other' },
  wildcards: { modelType: 'diffusion', subtype: 'other' },
  workflows: { modelType: 'diffusion', subtype: 'other' },
  detection: { modelType: 'vision', subtype: 'other' },
}

/** What kind of file it is within its model; `Model` and `Pruned Model` are what the model is. */
const fileTypes: Record<string, Subtype | undefined> = {
  vae: 'vae',
  'text encoder': 'text_encoders',
  negative: 'embeddings',
  config: 'other',
  'training data': 'other',
  archive: 'other',
}

/** What the CivitAI record says: its type and the base model of the version that was pulled. */
export function classifyCivitai(clues: ModelClues): Testimony {
  const parsed = recordSchema.safeParse(clues.record)
  if (!parsed.success) return { evidence: [] }
  const { type } = parsed.data
  const known = civitaiType(type)
  const { baseModel } = findVersion(parsed.data, clues.commit) ?? {}
  // `Other` is CivitAI's word for not telling.
  const told = baseModel !== undefined && baseModel !== null && baseModel !== 'Other' ? baseModel : undefined
  return {
    ...known,
    family: told === undefined ? undefined : civitaiFamily(told),
    evidence: [`CivitAI says ${type}`, ...(told === undefined ? [] : [`CivitAI says for ${told}`])],
  }
}

/** The family that a base model of CivitAI names; its own word where we have none. */
export function civitaiFamily(baseModel: string): string {
  // It has no language models: its `Qwen` draws.
  return /^qwen\b/i.test(baseModel) ? 'qwen-image' : (familyOf([baseModel]) ?? baseModel.toLowerCase())
}

/** The part that CivitAI's type of a model plays, and what it is; undefined for a type of tomorrow. */
export function civitaiType(type: string): { modelType: ModelType; subtype: Subtype } | undefined {
  return types[type.toLowerCase()]
}

/** The part of the files that CivitAI gives a type of their own, by path. */
export function civitaiFileSubtypes(clues: ModelClues): Map<string, Subtype> {
  const parsed = recordSchema.safeParse(clues.record)
  const described = parsed.success ? (findVersion(parsed.data, clues.commit)?.files ?? []) : []
  const result = new Map<string, Subtype>()
  for (const file of clues.files) {
    const description =
      described.find(({ hashes }) => hashes?.SHA256?.toLowerCase() === file.sha256) ??
      described.find(({ name }) => name === file.path)
    const subtype = civitaiFileSubtype(description?.type)
    if (subtype) result.set(file.path, subtype)
  }
  return result
}

/** The part that a file plays by CivitAI's type of it; undefined where it is what the model is. */
export function civitaiFileSubtype(type: string | null | undefined): Subtype | undefined {
  return fileTypes[type?.toLowerCase() ?? '']
}

function findVersion(record: z.infer<typeof recordSchema>, commit: string) {
  return record.modelVersions?.find(({ id }) => String(id) === commit) ?? record.modelVersions?.[0]
}
