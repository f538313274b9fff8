import { z } from 'zod'

import { civitaiFamily } from '../../classify/classifyCivitai.ts'
import { plainFromHtml, tidyText, tidyWords } from '../tidyText.ts'
import { civitaiVersionSchema, readCivitaiVersion } from './readCivitaiVersion.ts'
import { flag, readSha256, text, texts } from './readers.ts'
import { kindOf, type Sidecar } from './sidecar.ts'

const schema = z.object({
  model_name: text,
  base_model: text,
  sha256: z.unknown().optional(),
  tags: texts,
  notes: text,
  favorite: flag,
  from_civitai: flag,
  civitai: civitaiVersionSchema.nullish().catch(undefined),
  model_type: text,
  hf_url: text,
})

const kinds = { checkpoint: 'checkpoints', diffusion_model: 'unet', embedding: 'embeddings' } as const

/** `<stem>.metadata.json` of ComfyUI LoRA Manager. Its paths are of the day it was written and are not read. */
export function readLoraManager(json: unknown, fileName: string): Sidecar | undefined {
  const parsed = schema.safeParse(json)
  if (!parsed.success) return undefined
  const { data } = parsed
  const page = readCivitaiVersion(data.civitai ?? {}, fileName)
  const name = page.officialName ?? tidyText(data.model_name, 300)
  const base = tidyText(data.base_model, 100)
  const told = base === undefined || base === 'Other' || base === 'Unknown' ? undefined : base
  const sha256 = readSha256(data.sha256)
  if (name === undefined && told === undefined && page.identified === undefined) return undefined
  const kind = data.model_type === undefined ? undefined : kinds[data.model_type.toLowerCase() as keyof typeof kinds]
  const notes = plainFromHtml(data.notes, 10_000)
  return {
    says: `.metadata.json says ${name ?? told ?? 'a page of CivitAI'}`,
    confidence: 0.8,
    ...kindOf(kind),
    ...(page.type && { type: page.type, subtype: page.subtype }),
    officialName: name,
    family: page.family ?? (told === undefined ? undefined : civitaiFamily(told)),
    baseModels: page.baseModels ?? (told === undefined ? undefined : [told]),
    tags: tidyWords([...(data.tags ?? []), ...(page.tags ?? [])]),
    triggerWords: page.triggerWords,
    identified: (data.from_civitai === false ? undefined : page.identified) ?? readRepo(data.hf_url),
    sha256: sha256 === undefined ? page.sha256 : [sha256],
    user: { ...(notes !== undefined && { notes }), ...(data.favorite === true && { favourite: true }) },
  }
}

function readRepo(url: string | undefined) {
  const [, repoId] =
    /^https:\/\/(?:www\.)?huggingface\.co\/([\w.-]{1,96}\/[\w.-]{1,96})(?:[/?#]|$)/.exec(url ?? '') ?? []
  return repoId === undefined ? undefined : { source: 'huggingface' as const, repoId }
}
