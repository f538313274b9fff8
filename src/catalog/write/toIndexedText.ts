import type { Entry } from '../../sources/source.ts'
import type { IndexedText } from '../search/searchIndex.ts'

/** The words by which search finds a model. */
export function toIndexedText(entry: Entry): IndexedText {
  const { id, name, author = '', task, library } = entry
  // Every Hugging Face model has a region, nearly always `us`; nobody looks for it by words.
  const tags = new Set(entry.tags.filter(({ kind }) => kind !== 'region').map(({ tag }) => tag))
  const more = [...entry.baseModels.map((base) => base.id), ...entry.searchText]
  if (task !== undefined && !tags.has(task)) more.push(task)
  if (library !== undefined && !tags.has(library)) more.push(library)
  if (id !== name && id !== `${author}/${name}`) more.push(id)
  return { name, author, tags: [...tags].join('\n'), more: [...new Set(more)].join('\n') }
}
