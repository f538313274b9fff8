import type { Entry, TagKind } from '../source.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { formatTags, frameworkTags, libraryTags, taskTags } from './knownTags.ts'
import { languageCodes } from './languageCodes.ts'
import { readTexts } from './readText.ts'

const prefixes: Record<string, TagKind> = {
  license: 'license',
  dataset: 'dataset',
  arxiv: 'arxiv',
  doi: 'doi',
  region: 'region',
  language: 'language',
  library: 'library',
}

/**
 * Sorts Hugging Face's one flat list of tags by kind. A prefix that says the kind is taken off
 * (`license:mit` → `mit`, license); `base_model:` tags are relations and left out.
 *
 * Languages carry no prefix. One is a tag that the model card lists as language, or an ISO 639-1 code: the length alone
 * says nothing (`t5` and `tf` are no languages). Words that have a fixed meaning (libraries, formats, tasks, licenses,
 * languages) are in lower case.
 */
export function classifyTags(model: HuggingFaceModel): Entry['tags'] {
  const languages = readLanguages(model)
  const found = new Map<string, Entry['tags'][number]>()
  const add = (tag: string, kind: TagKind) => {
    if (tag !== '') found.set(`${kind}:${tag}`, { tag, kind })
  }

  for (const tag of model.tags ?? []) {
    if (tag.startsWith('base_model:')) continue
    const [, prefix = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(tag) ?? []
    const kind = Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined
    if (kind) add(isVocabulary(kind) ? rest.toLowerCase() : rest, kind)
    else if (languages.has(tag)) add(tag.toLowerCase(), 'language')
    else add(...classifyWord(tag, model))
  }
  for (const language of languages) add(language.toLowerCase(), 'language')
  for (const license of readTexts(model.cardData?.license)) add(license.toLowerCase(), 'license')
  for (const dataset of readTexts(model.cardData?.datasets)) add(dataset, 'dataset')
  for (const sibling of model.siblings ?? []) {
    const extension = /\.(safetensors|gguf|onnx)$/i.exec(sibling.rfilename)?.[1]
    if (extension) add(extension.toLowerCase(), 'format')
  }
  return [...found.values()]
}

/** The library by the record, else by the first tag that names one. */
export function findLibrary(model: HuggingFaceModel): string | undefined {
  const stated = model.library_name?.trim() || model.cardData?.library_name?.trim()
  return stated ? stated.toLowerCase() : model.tags?.find((tag) => libraryTags.has(tag))
}

function classifyWord(tag: string, model: HuggingFaceModel): [string, TagKind] {
  const word = tag.toLowerCase()
  if (word === model.library_name?.toLowerCase() || libraryTags.has(word) || frameworkTags.has(word)) {
    return [word, formatTags.has(word) ? 'format' : 'library']
  }
  if (formatTags.has(word)) return [word, 'format']
  if (tag === model.pipeline_tag || taskTags.has(word)) return [word, 'task']
  if (languageCodes.has(tag) || tag === 'multilingual') return [tag, 'language']
  return [tag, 'general']
}

/** Languages of the model card. In YAML 1.1 an unquoted `no`, Norwegian, is the boolean false. */
function readLanguages(model: HuggingFaceModel): Set<string> {
  const stated: unknown = model.cardData?.language
  const languages = new Set(readTexts(stated))
  if (Array.isArray(stated) && stated.includes(false)) languages.add('no')
  return languages
}

function isVocabulary(kind: TagKind): boolean {
  return kind === 'license' || kind === 'language' || kind === 'library' || kind === 'region'
}
