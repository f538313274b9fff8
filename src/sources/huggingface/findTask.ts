import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { taskTags } from './knownTags.ts'
import { readText } from './readText.ts'

/** The task of a model: what Hugging Face says (`pipeline_tag`), else its card, else the first tag that is a task. */
export function findTask(model: HuggingFaceModel): string | undefined {
  return (
    readText(model.pipeline_tag) ??
    readText(model.cardData?.pipeline_tag) ??
    model.tags?.find((tag) => taskTags.has(tag) && tag !== 'other')
  )
}
