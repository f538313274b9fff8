import { MODEL_LIBRARIES_UI_ELEMENTS, PIPELINE_DATA } from '@huggingface/tasks'
import { z } from 'zod'

import { numberOf, plainClass, type PlainModel, textOf, textsOf, timeOf } from './plainModel.ts'

const schema = z.looseObject({
  id: z.string(),
  tags: z.array(z.string()).default([]),
  cardData: z.record(z.string(), z.unknown()).nullish(),
  safetensors: z.record(z.string(), z.unknown()).nullish(),
  gguf: z.record(z.string(), z.unknown()).nullish(),
})

const libraries = new Set(Object.keys(MODEL_LIBRARIES_UI_ELEMENTS).map((key) => key.toLowerCase()))
const frameworks = new Set(['pytorch', 'tf', 'tensorflow', 'jax', 'flax'])
const tasks = new Set([...Object.keys(PIPELINE_DATA), 'text2text-generation'])
const formats = new Set(
  'safetensors gguf ggml onnx openvino coreml tflite tensorrt executorch pickle joblib'.split(' '),
)
const spellings: Record<string, string> = {
  'apache-license-2.0': 'apache-2.0',
  'llama-3.1-community-license': 'llama3.1',
}

/** One record of Hugging Face as tests see it. */
export function readPlainHuggingFace(json: unknown): PlainModel {
  const record = schema.parse(json)
  const card = record.cardData ?? {}
  const [owner, name] = record.id.includes('/') ? record.id.split('/') : [undefined, record.id]
  const after = (prefix: string) =>
    record.tags.flatMap((tag) => (tag.startsWith(`${prefix}:`) ? tag.slice(prefix.length + 1) : []))
  const words = record.tags.filter(
    (tag) => !/^(license|dataset|arxiv|doi|region|language|library|base_model):/.test(tag),
  )
  const task =
    textOf(record['pipeline_tag']) ??
    textOf(card['pipeline_tag']) ??
    words.find((word) => tasks.has(word) && word !== 'other')
  const library = (
    textOf(card['library_name']) ??
    textOf(record['library_name']) ??
    words.find((word) => libraries.has(word.toLowerCase()))
  )?.toLowerCase()
  const stated = textsOf(card['license']).map(plainLicense)
  const licenses = [...new Set([...stated, ...after('license').map(plainLicense)])]
  const parents = readParents(record.tags, card)
  const languages = readLanguages(card, words, after('language'))

  const model: PlainModel = {
    source: 'huggingface',
    id: record.id,
    name: name ?? record.id,
    author: textOf(record['author']) ?? owner,
    task,
    library,
    license: licenses[0],
    licenseClass: plainClass(licenses[0]),
    languages: new Set([...languages].map((language) => language.toLowerCase())),
    formats: new Set(),
    tags: new Set(licenses.slice(1).map((license) => `license:${license}`)),
    datasets: new Set([...after('dataset'), ...textsOf(card['datasets'])]),
    bases: new Set(),
    parents,
    quantized: parents.filter((parent) => relationOf(record, parent, parents) === 'quantized'),
    others: new Set([...after('arxiv').filter((paper) => paper !== '1910.09700'), ...after('doi')]),
    more: [],
    parameters: numberOf(record.safetensors?.['total']) || numberOf(record.gguf?.['total']) || undefined,
    bytes: numberOf(record['usedStorage']) || undefined,
    downloads: numberOf(record['downloads']) ?? 0,
    likes: numberOf(record['likes']) ?? 0,
    created: timeOf(record['createdAt']),
    updated: timeOf(record['lastModified']),
    gated: record['gated'] === true || record['gated'] === 'auto' || record['gated'] === 'manual',
    nsfw: record.tags.includes('not-for-all-audiences') ? 8 : 0,
  }
  // The paper of the template is no paper of the model.
  if (record.tags.includes('arxiv:1910.09700')) model.tags.add('arxiv:1910.09700')
  for (const word of words) {
    const lower = word.toLowerCase()
    if (languages.has(word)) continue
    if (formats.has(lower)) model.formats.add(lower)
    else if (lower === library || lower === textOf(record['library_name'])?.toLowerCase())
      addOther(model, lower, library)
    else if (libraries.has(lower) || frameworks.has(lower)) addOther(model, lower, library)
    else if (word === record['pipeline_tag'] || tasks.has(lower)) addOther(model, lower, task)
    else model.tags.add(word)
  }
  model.more = readFormerNames(record, card, parents)
  return model
}

/** A library or task besides the model's own is a plain tag. */
function addOther(model: PlainModel, word: string, own: string | undefined): void {
  if (word !== own) model.tags.add(word)
}

function plainLicense(text: string): string {
  const lower = text.trim().toLowerCase()
  return spellings[lower] ?? lower
}

/** All that the card states, and tags that are ISO 639 codes; see catalog.md 1.2. */
function readLanguages(
  card: Record<string, unknown>,
  words: readonly string[],
  tagged: readonly string[],
): Set<string> {
  const languages = new Set([...textsOf(card['language']), ...tagged])
  // In YAML 1.1, Norwegian is false.
  if (Array.isArray(card['language']) && card['language'].includes(false)) languages.add('no')
  const doubtful = new Set(['new', 'run', 'her', 'min', 'ml', 'cv', 'ts', 'ia', 'io'])
  for (const word of words) if (isLanguage(word) && !doubtful.has(word)) languages.add(word)
  if (languages.size >= 2) for (const word of words) if (doubtful.has(word)) languages.add(word)
  return languages
}

const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

function isLanguage(word: string): boolean {
  if (word === 'multilingual') return true
  if (!/^[a-z]{2,3}$/.test(word) || word === 'moe' || word === 'sam') return false
  return names.of(word) !== undefined
}

/** The parents that tags name, or the card where they name none. */
function readParents(tags: readonly string[], card: Record<string, unknown>): string[] {
  const tagged = tags.flatMap(
    (tag) => /^base_model:(?:(?:finetune|adapter|quantized|merge):)?(.+)$/.exec(tag)?.[1] ?? [],
  )
  const named = tagged.filter(isId)
  const texts = named.length > 0 ? named : textsOf(card['base_model']).flatMap((text) => text.split(','))
  const parents = new Map<string, string>()
  for (const text of texts) {
    const parent = text.trim().replace(/^https?:\/\/(huggingface\.co|hf\.co)\//, '')
    if (isId(parent) && !parents.has(parent.toLowerCase())) parents.set(parent.toLowerCase(), parent)
  }
  return [...parents.values()]
}

const adapters = /^(q?lora|dora|lokr|peft|adapters?|controlnet)$/
const quantizations =
  /^(gguf|ggml|gptq|awq|exl[23]|hqq|onnx|imatrix|quantized|bitsandbytes|modelopt|compressed-tensors|auto-?round|nvfp4|mxfp[48]|nf4|fp8|int[48]|[2-8]-?bits?|bnb|w[48]a(8|16)|q[2-8]|iq[2-8])$/

/** Stated, or judged by several parents, tags and the words of the name. */
function relationOf(
  { id, tags, cardData, library_name }: z.infer<typeof schema>,
  parent: string,
  parents: readonly string[],
): string | undefined {
  const stated = /^base_model:(finetune|adapter|quantized|merge):/
  for (const tag of tags) {
    const [prefix, relation] = stated.exec(tag) ?? []
    if (prefix !== undefined && tag.slice(prefix.length).toLowerCase() === parent.toLowerCase()) return relation
  }
  const said = textOf(cardData?.['base_model_relation'])?.toLowerCase()
  if (said !== undefined && ['finetune', 'adapter', 'quantized', 'merge'].includes(said)) return said
  if (parents.filter((other) => other.toLowerCase() !== id.toLowerCase()).length > 1) return 'merge'
  const words = (id.split('/').at(-1) ?? '').toLowerCase().split(/[-_.]/)
  const marks = [...tags, String(library_name ?? '')].map((tag) => tag.toLowerCase())
  if (marks.includes('gguf') || words.at(-1) === 'gguf') return 'quantized'
  if ([...marks, ...words].some((word) => adapters.test(word))) return 'adapter'
  return [...marks, ...words].some((word) => quantizations.test(word)) ? 'quantized' : 'finetune'
}

function isId(text: string): boolean {
  const parent = text.trim().replace(/^https?:\/\/(huggingface\.co|hf\.co)\//, '')
  return /^(\w[\w.-]*\/)?\w[\w.-]*$/.test(parent) && !parent.includes('..') && !parent.endsWith('.git')
}

function readFormerNames(
  record: Record<string, unknown>,
  card: Record<string, unknown>,
  parents: readonly string[],
): string[] {
  const known = new Set(parents.map((parent) => parent.toLowerCase()))
  const renamed = textsOf(card['base_model']).filter(
    (text) => /^[\w.-]+\/[\w.-]+$/.test(text) && !known.has(text.toLowerCase()),
  )
  const names = [textOf(card['new_version']), textOf(record['modelId']), ...renamed, ...textsOf(card['license_name'])]
  return names.flatMap((name) => (name === undefined || name === record['id'] ? [] : name))
}
