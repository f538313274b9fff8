import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { ambiguousCodes, threeLetterCodes, twoLetterCodes, wordCodes } from './languageCodes.ts'
import { readTexts } from './readText.ts'

/**
 * The languages of a model, as written. Among tags they carry no prefix, and their length says nothing: `t5`, `tf`, `rl`,
 * `sft` and `ocr` are none.
 *
 * - All that the model card states, whatever they look like.
 * - Tags that are ISO 639 codes in lower case, or `multilingual`. A code that is a word besides (`ml`) counts only beside
 *   two other languages, and `moe` never.
 */
export function findLanguages(model: Pick<HuggingFaceModel, 'cardData' | 'tags'>): Set<string> {
  const languages = readStatedLanguages(model)
  const doubtful: string[] = []
  for (const tag of model.tags ?? []) {
    if (!isCode(tag)) continue
    if (ambiguousCodes.has(tag)) doubtful.push(tag)
    else languages.add(tag)
  }
  if (languages.size >= 2) for (const tag of doubtful) languages.add(tag)
  return languages
}

function isCode(tag: string): boolean {
  if (tag.length === 2) return twoLetterCodes.has(tag)
  if (tag.length === 3) return threeLetterCodes.has(tag) && !wordCodes.has(tag)
  return tag === 'multilingual'
}

/** Languages of the model card. In YAML 1.1 an unquoted `no`, Norwegian, is the boolean false. */
function readStatedLanguages(model: Pick<HuggingFaceModel, 'cardData'>): Set<string> {
  const stated: unknown = model.cardData?.language
  const languages = new Set(readTexts(stated))
  if (Array.isArray(stated) && stated.includes(false)) languages.add('no')
  return languages
}
