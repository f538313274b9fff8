import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { nameOf, taskOf } from './repoKind.ts'

/** The model card: YAML front matter from `cardData`, or from tags where a record has none, and a short text. */
export function readme(record: HuggingFaceRecord): string {
  const name = nameOf(record)
  const task = taskOf(record)
  const bases = baseModels(record)
  return [
    '---',
    ...Object.entries(cardData(record)).map(([key, value]) => yamlEntry(key, value)),
    '---',
    '',
    `# ${name}`,
    '',
    `This file and all others of this repository were made by the mock server of Weighthouse. The names, shapes and`,
    'formats are those of a model of this kind; the weights are noise.',
    '',
    ...(task ? ['## Task', '', task, ''] : []),
    ...(bases.length > 0 ? ['## Derived from', '', ...bases.map((base) => `- ${base}`), ''] : []),
  ].join('\n')
}

function cardData(record: HuggingFaceRecord): Record<string, unknown> {
  if (record.cardData) return record.cardData
  const license = record.tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length)
  const bases = baseModels(record)
  return {
    ...(license ? { license } : {}),
    ...(record.library_name ? { library_name: record.library_name } : {}),
    ...(record.pipeline_tag ? { pipeline_tag: record.pipeline_tag } : {}),
    ...(bases.length > 0 ? { base_model: bases } : {}),
    tags: record.tags.filter((tag) => !tag.includes(':')),
  }
}

function baseModels(record: HuggingFaceRecord): string[] {
  return record.tags.filter((tag) => /^base_model:[^:]+$/.test(tag)).map((tag) => tag.slice('base_model:'.length))
}

/** JSON is YAML, so values that are more than a plain word or a list of words are written as JSON. */
function yamlEntry(key: string, value: unknown): string {
  if (Array.isArray(value) && value.length > 0) {
    return [`${yamlScalar(key)}:`, ...value.map((item: unknown) => `- ${yamlScalar(item)}`)].join('\n')
  }
  return `${yamlScalar(key)}: ${yamlScalar(value)}`
}

function yamlScalar(value: unknown): string {
  // Words that YAML would read as something else (no, true, 1.5, null) stay quoted.
  const isPlain = typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_./-]*$/.test(value)
  const isSpecial = typeof value === 'string' && /^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value)
  return isPlain && !isSpecial ? value : JSON.stringify(value ?? null)
}
