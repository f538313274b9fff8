import type { Entry } from '../../sources/source.ts'
import { tagText } from '../../sources/tagText.ts'
import type { AttributeKind } from '../index/indexedModel.ts'
import { cleanText } from './cleanText.ts'
import type { AttributeValue } from './preparedRecord.ts'

/**
 * The values that a model shares with others, each once. Author, task, library and license are single: a further one that
 * a tag names is a plain tag, written as its source writes it (`license:mit`).
 */
export function toAttributes(entry: Entry): AttributeValue[] {
  const found: AttributeValue[] = []
  const seen = new Set<string>()
  function add(kind: AttributeKind, text: string): void {
    const value = cleanText(text)
    if (value === '') return
    const size = seen.size
    seen.add(`${kind}:${value}`)
    if (seen.size > size) found.push({ kind, value })
  }
  const { author, task, library, license } = entry
  const single: Partial<Record<string, string | undefined>> = { task, library, license }
  if (author !== undefined) add('author', author)
  if (task !== undefined) add('task', task)
  if (library !== undefined) add('library', library)
  if (license !== undefined) add('license', license)
  for (const named of entry.tags) {
    const { kind, tag } = named
    if (kind !== 'task' && kind !== 'library' && kind !== 'license') add(kind, tag)
    else if (single[kind] !== tag) add('tag', tagText(named))
  }
  for (const dataset of entry.datasets) add('dataset', dataset)
  for (const { id, relation, declared } of entry.baseModels) add(declared ? relation : `inferred_${relation}`, id)
  return found
}
