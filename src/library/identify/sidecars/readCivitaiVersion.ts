import { z } from 'zod'

import { civitaiFamily, civitaiType } from '../../classify/classifyCivitai.ts'
import type { Witness } from '../identification.ts'
import { tidyText, tidyWords } from '../tidyText.ts'
import { id, readSha256, text, texts } from './readers.ts'

/** A version as CivitAI's API answers it, or as a tool kept it; unchecked beyond what is read here. */
export const civitaiVersionSchema = z.object({
  id,
  modelId: id,
  name: text,
  baseModel: text,
  trainedWords: texts,
  model: z.object({ name: text, type: text, tags: texts }).optional().catch(undefined),
  files: z
    .array(
      z.object({ id, name: text, type: text, hashes: z.record(z.string(), z.unknown()).optional().catch(undefined) }),
    )
    .max(1000)
    .optional()
    .catch(undefined),
})
export type LooseCivitaiVersion = z.infer<typeof civitaiVersionSchema>

/** What such a version says of a model. @param fileName name of the model's file, to find it among the version's */
export function readCivitaiVersion(
  version: LooseCivitaiVersion,
  fileName: string,
): Pick<
  Witness,
  'officialName' | 'type' | 'subtype' | 'family' | 'baseModels' | 'tags' | 'triggerWords' | 'identified'
> & {
  sha256: string[]
} {
  const base = tidyText(version.baseModel, 100)
  const told = base === undefined || base === 'Other' ? undefined : base
  const kind = version.model?.type === undefined ? undefined : civitaiType(version.model.type)
  const files = version.files ?? []
  const file = files.length === 1 ? files[0] : files.find(({ name }) => name?.toLowerCase() === fileName.toLowerCase())
  return {
    officialName: tidyText(version.model?.name, 300),
    type: kind?.modelType,
    subtype: kind?.subtype,
    family: told === undefined ? undefined : civitaiFamily(told),
    baseModels: told === undefined ? undefined : [told],
    tags: tidyWords(version.model?.tags ?? []),
    triggerWords: tidyWords(version.trainedWords ?? []),
    identified:
      version.modelId === undefined
        ? undefined
        : {
            source: 'civitai',
            modelId: version.modelId,
            ...(version.id !== undefined && { versionId: version.id }),
            ...(file?.id !== undefined && { fileId: file.id }),
          },
    sha256: files.map(({ hashes }) => readSha256(hashes?.['SHA256'])).filter((hash) => hash !== undefined),
  }
}
