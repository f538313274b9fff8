import { z } from 'zod'

import { civitaiFamily, civitaiType } from '../../classify/classifyCivitai.ts'
import { tidyText, tidyWords } from '../tidyText.ts'
import { id, readSha256, text, texts } from './readers.ts'
import type { Sidecar } from './sidecar.ts'

const schema = z.object({
  ModelId: id,
  ModelName: text,
  Tags: texts,
  /** A word; older releases wrote its number, which tells nothing without their source. */
  ModelType: text,
  VersionId: id,
  BaseModel: text,
  RemoteFileId: id,
  Hashes: z.object({ SHA256: z.unknown().optional() }).optional().catch(undefined),
  TrainedWords: texts,
  UserTitle: text,
  Source: text,
})

/** `<stem>.cm-info.json` of StabilityMatrix. */
export function readCmInfo(json: unknown): Sidecar | undefined {
  const parsed = schema.safeParse(json)
  if (!parsed.success) return undefined
  const { data } = parsed
  const name = tidyText(data.ModelName, 300)
  if (name === undefined && data.ModelId === undefined) return undefined
  const base = tidyText(data.BaseModel, 100)
  const told = base === undefined || base === 'Other' ? undefined : base
  const kind = data.ModelType === undefined ? undefined : civitaiType(data.ModelType)
  const isCivitai = data.Source === undefined || data.Source.toLowerCase() === 'civitai'
  const title = tidyText(data.UserTitle, 300)
  const sha256 = readSha256(data.Hashes?.SHA256)
  return {
    says: `.cm-info.json says ${name ?? 'a page of CivitAI'}`,
    confidence: 0.8,
    officialName: name,
    type: kind?.modelType,
    subtype: kind?.subtype,
    family: told === undefined ? undefined : civitaiFamily(told),
    baseModels: told === undefined ? undefined : [told],
    tags: tidyWords(data.Tags ?? []),
    triggerWords: tidyWords(data.TrainedWords ?? []),
    identified:
      isCivitai && data.ModelId !== undefined
        ? {
            source: 'civitai',
            modelId: data.ModelId,
            ...(data.VersionId !== undefined && { versionId: data.VersionId }),
            ...(data.RemoteFileId !== undefined && { fileId: data.RemoteFileId }),
          }
        : undefined,
    sha256: sha256 === undefined ? [] : [sha256],
    user: title === undefined ? {} : { title },
  }
}
