import { normaliseLicense } from '../license/normaliseLicense.ts'
import type { Entry, TagKind } from '../source.ts'
import { findLanguages } from './findLanguages.ts'
import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { formatTags, frameworkTags, libraryTags, taskTags, templatePapers } from './knownTags.ts'
import { readTexts } from './readText.ts'

const prefixes: ReadonlyMap<string, TagKind> = new Map([
  ['license', 'license'],
  ['dataset', 'dataset'],
  ['arxiv', 'arxiv'],
  ['doi', 'doi'],
  ['region', 'region'],
  ['language', 'language'],
  ['library', 'library'],
])

/**
 * Sorts Hugging Face's one flat list of tags by kind. A prefix that says the kind is taken off
 * (`license:mit` → `mit`, license); `base_model:` tags are relations and left out. A paper that only a card template
 * cites keeps its prefix and is a plain tag, so that it is no paper of the model.
 *
 * Words that have a fixed meaning (libraries, formats, tasks, licenses, languages) are in lower case. `conversational` is
 * a task where the record says so, else a mark that Hugging Face computes, and a plain tag.
 */
export function classifyTags(model: HuggingFaceModel): Entry['tags'] {
  const languages = findLanguages(model)
  const library = model.library_name?.toLowerCase()
  const found = new Map<string, Entry['tags'][number]>()
  const add = (tag: string, kind: TagKind) => {
    if (tag !== '') found.set(`${kind}:${tag}`, { tag, kind })
  }

  for (const tag of model.tags ?? []) {
    const colon = tag.indexOf(':')
    const prefix = colon > 0 ? tag.slice(0, colon) : ''
    if (prefix === 'base_model') continue
    const kind = prefixes.get(prefix)
    if (kind) addPrefixed(tag.slice(colon + 1), kind, add)
    else if (languages.has(tag)) add(tag.toLowerCase(), 'language')
    else addWord(tag, { library, task: model.pipeline_tag }, add)
  }
  for (const language of languages) add(language.toLowerCase(), 'language')
  for (const license of readTexts(model.cardData?.license)) add(normaliseLicense(license) ?? '', 'license')
  for (const dataset of readTexts(model.cardData?.datasets)) add(dataset, 'dataset')
  for (const sibling of model.siblings ?? []) {
    const format = formatOf(sibling.rfilename)
    if (format) add(format, 'format')
  }
  return [...found.values()]
}

type Add = (tag: string, kind: TagKind) => void

function addPrefixed(text: string, kind: TagKind, add: Add): void {
  if (kind === 'license') add(normaliseLicense(text) ?? '', kind)
  else if (kind === 'arxiv' && templatePapers.has(text)) add(`arxiv:${text}`, 'tag')
  else if (kind === 'language' || kind === 'library' || kind === 'region') add(text.toLowerCase(), kind)
  else add(text, kind)
}

function addWord(
  tag: string,
  stated: { library: string | undefined; task: string | null | undefined },
  add: Add,
): void {
  const word = tag.toLowerCase()
  if (formatTags.has(word)) add(word, 'format')
  else if (word === stated.library || libraryTags.has(word) || frameworkTags.has(word)) add(word, 'library')
  else if (tag === stated.task || taskTags.has(word)) add(word, 'task')
  else add(tag, 'tag')
}

/** Weights in these forms are also known by the names of the files. */
function formatOf(path: string): string | undefined {
  const dot = path.lastIndexOf('.')
  if (dot < 0) return undefined
  const extension = path.slice(dot + 1).toLowerCase()
  return extension === 'safetensors' || extension === 'gguf' || extension === 'onnx' ? extension : undefined
}
