import type { BaseModel } from '../source.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { readText, readTexts } from './readText.ts'

/**
 * Other ids that a record tells, as words to find it by:
 *
 * - the model that its author names as its newer version (`new_version`);
 * - its own id in an older spelling (`modelId`);
 * - what its card calls its parents, where Hugging Face calls them otherwise: it follows renames, the card does not.
 */
export function findFormerNames(model: HuggingFaceModel, baseModels: readonly BaseModel[]): string[] {
  const names = new Set<string>()
  const newer = readText(model.cardData?.new_version)
  if (newer !== undefined) names.add(newer)
  const older = readText(model.modelId)
  if (older !== undefined) names.add(older)
  const parents = new Set(baseModels.map((base) => base.id.toLowerCase()))
  for (const text of readTexts(model.cardData?.base_model)) {
    if (text.length <= 200 && !parents.has(text.toLowerCase()) && /^[\w.-]+\/[\w.-]+$/.test(text)) names.add(text)
  }
  names.delete(model.id)
  return [...names]
}
