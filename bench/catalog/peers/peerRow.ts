import type { AttributeKind } from '../../../src/catalog/index/indexedModel.ts'
import { tokenise } from '../../../src/catalog/index/words/tokenise.ts'
import { classifyLicense } from '../../../src/catalog/license/classifyLicense.ts'
import { readRecord } from '../../../src/catalog/write/readRecord.ts'
import { toAttributes } from '../../../src/catalog/write/toAttributes.ts'
import type { SourceName } from '../../../src/ids/slug.ts'
import type { Entry } from '../../../src/sources/source.ts'

/** The shared columns of a record, by our own rules: the peers get the same models to search. */
export function readEntry(record: Record<string, unknown>): Entry {
  return readRecord(sourceOf(record), record).entry
}

/** CivitAI's ids are numbers, Hugging Face's are texts. */
export function sourceOf(record: Record<string, unknown>): SourceName {
  return typeof record['id'] === 'number' ? 'civitai' : 'huggingface'
}

/** Values that peers count and filter by, in a table of their own, by kind. */
export type PeerKind = AttributeKind | 'source' | 'license_class'

export const singleKinds = ['source', 'author', 'task', 'library', 'license', 'license_class'] as const
export const listKinds = ['language', 'format', 'tag'] as const

/** Its own number for each value of each kind, from 1. Values that differ in letter case are different. */
export interface Dictionary {
  keyOf(kind: PeerKind, value: string): number
  /** Undefined for what no model has. */
  get(kind: PeerKind, value: string): number | undefined
  /** For filters, which do not look at letter case: all keys of the value. */
  find(kind: PeerKind, value: string): number[]
  /** The same of every kind that tags have. */
  findTag(value: string): number[]
  entries(): Iterable<readonly [key: number, kind: string, value: string]>
}

const tagKinds = [
  'task',
  'library',
  'license',
  'language',
  'format',
  'tag',
  'dataset',
  'base',
  'arxiv',
  'doi',
  'region',
] as const

export function createDictionary(): Dictionary {
  const keys = new Map<string, number>()
  const alike = new Map<string, number[]>()
  const textOf = (kind: string, value: string) => `${kind}\n${value}`
  const find = (kind: PeerKind, value: string) => alike.get(textOf(kind, value).toLowerCase()) ?? []
  return {
    keyOf(kind, value) {
      const text = textOf(kind, value)
      const known = keys.get(text)
      if (known !== undefined) return known
      const key = keys.size + 1
      keys.set(text, key)
      const others = alike.get(text.toLowerCase())
      if (others) others.push(key)
      else alike.set(text.toLowerCase(), [key])
      return key
    },
    get: (kind, value) => keys.get(textOf(kind, value)),
    find,
    findTag: (value) => tagKinds.flatMap((kind) => find(kind, value)),
    *entries() {
      for (const [text, key] of keys) {
        const end = text.indexOf('\n')
        yield [key, text.slice(0, end), text.slice(end + 1)]
      }
    },
  }
}

/** One model as the peers keep it. */
export interface PeerRow {
  key: number
  sourceId: string
  name: string
  singles: Record<(typeof singleKinds)[number], number | undefined>
  lists: Record<(typeof listKinds)[number], number[]>
  /** Keys of every tag, for filters. */
  tags: number[]
  downloads: number
  likes: number
  trending: number | undefined
  created: number | undefined
  updated: number | undefined
  parameters: number | undefined
  bytes: number | undefined
  gated: boolean
  removed: boolean
  words: string[]
  parents: { id: string; relation: string; declared: boolean }[]
}

export function toPeerRow(entry: Entry, key: number, removed: boolean, dictionary: Dictionary): PeerRow {
  const attributes = toAttributes(entry)
  const single = (kind: PeerKind, value: string | undefined) => (value ? dictionary.keyOf(kind, value) : undefined)
  const list = (kind: (typeof listKinds)[number]) => [
    ...new Set(attributes.flatMap((one) => (one.kind === kind ? dictionary.keyOf(kind, one.value) : []))),
  ]
  // Nobody looks for a region by words, so neither do we.
  const searched = attributes.filter(({ kind }) => kind !== 'region').map(({ value }) => value)
  const texts = [entry.name, ...searched, ...entry.searchText]
  return {
    key,
    sourceId: entry.id,
    name: entry.name,
    singles: {
      source: single('source', entry.source),
      author: single('author', entry.author),
      task: single('task', entry.task),
      library: single('library', entry.library),
      license: single('license', entry.license),
      license_class: single('license_class', classifyLicense(entry.license)),
    },
    lists: { language: list('language'), format: list('format'), tag: list('tag') },
    tags: [...new Set(attributes.map(({ kind, value }) => dictionary.keyOf(kind, value)))],
    downloads: entry.downloads,
    likes: entry.likes,
    trending: entry.trendingScore,
    created: entry.createdAt,
    updated: entry.updatedAt,
    parameters: entry.parameters,
    bytes: entry.storageBytes,
    gated: entry.gated,
    removed,
    words: [...new Set(texts.flatMap((text) => tokenise(text)))],
    parents: entry.baseModels.map(({ id, relation, declared }) => ({ id, relation, declared })),
  }
}
