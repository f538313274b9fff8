import { sourceNames } from '../../../ids/slug.ts'
import { requiredBytes } from '../../fit/fitFormula.ts'
import { keepsContext } from '../../fit/keepsContext.ts'
import { classifyLicense } from '../../license/classifyLicense.ts'
import type { EntryFilter, FacetField, ListField } from '../../search/searchQuery.ts'
import type { Attribute, AttributeKind, IndexedModel, IndexedNumbers } from '../indexedModel.ts'
import type { IndexQuery } from '../indexView.ts'
import { createWordIndexBuilder } from '../words/createWordIndexBuilder.ts'
import { matchBeginning, matchToken } from '../words/matchToken.ts'
import type { WordIndex } from '../words/wordIndex.ts'

/*
 * The index as plain objects that are looked at one by one: slow, and simple enough to be believed. What the index
 * answers is compared with what this answers. The words of one text are matched by the index's own functions, which
 * have their own tests.
 */

const relationOrder: readonly AttributeKind[] = [
  'merge',
  'quantized',
  'adapter',
  'finetune',
  'inferred_merge',
  'inferred_quantized',
  'inferred_adapter',
  'inferred_finetune',
]

export class NaiveIndex {
  readonly models = new Map<number, IndexedModel>()
  readonly attributes = new Map<number, Attribute>()
  /** Attributes never change, and a model that changes is another object. */
  private readonly known = new WeakMap<IndexedModel, Attribute[]>()

  apply(changes: {
    attributes?: readonly Attribute[]
    models?: readonly IndexedModel[]
    numbers?: readonly IndexedNumbers[]
    forgotten?: readonly number[]
  }): void {
    for (const attribute of changes.attributes ?? []) this.attributes.set(attribute.key, attribute)
    for (const key of changes.forgotten ?? []) this.models.delete(key)
    for (const model of changes.models ?? []) this.models.set(model.key, model)
    for (const numbers of changes.numbers ?? []) {
      const model = this.models.get(numbers.key)
      if (model) this.models.set(numbers.key, { ...model, ...numbers })
    }
  }

  values(model: IndexedModel, kind: AttributeKind): string[] {
    return this.attributesOf(model)
      .filter((attribute) => attribute.kind === kind)
      .map(({ value }) => value)
  }

  attributesOf(model: IndexedModel): Attribute[] {
    let found = this.known.get(model)
    if (!found) {
      found = [...new Set(model.attributes)].sort((a, b) => a - b).map((key) => this.attributes.get(key)!)
      this.known.set(model, found)
    }
    return found
  }

  /** Matches in order, and what else a search answers; pages and corrections aside. */
  find(query: Pick<IndexQuery, 'words' | 'text' | 'filter' | 'named' | 'sort'>): {
    order: { key: number; value: unknown }[]
    hidden: number
  } {
    const hasWords = query.words.include.length > 0
    const exact = hasWords ? this.exact(query.text) : []
    const found = [...this.models.values()].filter((model) => {
      if (query.words.hopeless) return false
      const byName = hasWords && (exact.includes(model.key) || (query.named ?? []).includes(model.key))
      return (
        (byName || this.hasWords(model, query)) && !this.isExcluded(model, query) && this.passes(model, query.filter)
      )
    })
    const mask = query.filter.nsfw_mask
    const shown = found.filter(({ nsfwLevel }) => mask === undefined || (nsfwLevel & ~mask) === 0)
    const sort = query.sort === 'relevance' && !hasWords ? 'downloads' : query.sort
    const order = shown.map((model) => ({ key: model.key, value: this.sortValue(model, sort, query, exact) }))
    order.sort((a, b) => (sort === 'key' ? a.key - b.key : compare(b.value, a.value) || b.key - a.key))
    return { order, hidden: found.length - shown.length }
  }

  countFacet(keys: readonly number[], field: FacetField): { value: string; count: number }[] {
    const counts = new Map<string, number>()
    for (const key of keys) {
      const values = this.facetValues(this.models.get(key)!, field)
      for (const value of values.length > 1 ? new Set(values) : values) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return Array.from(counts, ([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)))
      .slice(0, 20)
  }

  /** Each parent once, by the relation that counts most. */
  parentsOf(model: IndexedModel): { rank: number; id: string; key: number | undefined }[] {
    const parents = new Map<string, { rank: number; id: string }>()
    for (const { kind, value } of this.attributesOf(model)) {
      const rank = relationOrder.indexOf(kind)
      const known = parents.get(value.toLowerCase())
      if (rank >= 0 && (!known || rank < known.rank)) parents.set(value.toLowerCase(), { rank, id: value })
    }
    return Array.from(parents.values(), (parent) => ({ ...parent, key: this.keyOf(model.source, parent.id) }))
  }

  keyOf(source: string, id: string): number | undefined {
    const same = [...this.models.values()].filter((model) => model.source === source).sort((a, b) => a.key - b.key)
    const found =
      same.find((model) => model.id === id) ?? same.find((model) => model.id.toLowerCase() === id.toLowerCase())
    return found?.key
  }

  /** Shortest distances to all descendants, itself left out. */
  descendants(start: IndexedModel): Map<number, number> {
    return this.walk(start, (model) =>
      [...this.models.values()].filter(
        (child) => child.source === model.source && this.parentsOf(child).some(({ key }) => key === model.key),
      ),
    )
  }

  /** Shortest distances to all ancestors that there are, itself left out. */
  ancestors(start: IndexedModel): Map<number, number> {
    return this.walk(start, (model) => this.parentsOf(model).flatMap(({ key }) => this.models.get(key ?? 0) ?? []))
  }

  private walk(start: IndexedModel, next: (model: IndexedModel) => IndexedModel[]): Map<number, number> {
    const depths = new Map([[start.key, 0]])
    for (const [key, depth] of depths) {
      for (const other of next(this.models.get(key)!)) if (!depths.has(other.key)) depths.set(other.key, depth + 1)
    }
    depths.delete(start.key)
    return depths
  }

  private facetValues(model: IndexedModel, field: FacetField): string[] {
    if (field === 'source') return [model.source]
    if (field === 'license_class') return [classifyLicense(this.values(model, 'license')[0])]
    if (field !== 'base') return this.values(model, field)
    return this.attributesOf(model)
      .filter(({ kind }) => kind === 'base' || relationOrder.includes(kind))
      .map(({ value }) => value)
  }

  private passes(model: IndexedModel, filter: EntryFilter): boolean {
    if (model.removed && !filter.removed) return false
    if (filter.gated !== undefined && filter.gated !== model.gated) return false
    const others = this.parentsOf(model).filter(({ id }) => id.toLowerCase() !== model.id.toLowerCase())
    if (filter.original !== undefined && filter.original !== (others.length === 0)) return false
    for (const [field, { from = -Infinity, to = Infinity }] of Object.entries(filter.ranges ?? {})) {
      const value = model.numbers[field as keyof typeof model.numbers]
      if (!(value >= from && value <= to) && !(from === -Infinity && to === Infinity)) return false
    }
    const { fit } = filter
    if (fit) {
      const context = keepsContext(this.values(model, 'task')[0], model.source) ? fit.context : 0
      if (!(requiredBytes(model.numbers.weights, model.numbers.parameters, context) <= fit.memory)) return false
    }
    const fields: ListField[] = [
      'source',
      'author',
      'task',
      'library',
      'license',
      'license_class',
      'language',
      'format',
      'tag',
      'dataset',
      'base_model',
    ]
    return fields.every((field) => {
      const values = filter[field] ?? []
      const wanted = values.filter((value) => !value.startsWith('!'))
      const unwanted = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1))
      if (unwanted.some((value) => this.hasValue(model, field, value))) return false
      if (field === 'tag') return wanted.every((value) => this.hasValue(model, field, value))
      return wanted.length === 0 || wanted.some((value) => this.hasValue(model, field, value))
    })
  }

  private hasValue(model: IndexedModel, field: ListField, value: string): boolean {
    const lower = value.toLowerCase()
    if (field === 'source') return model.source === lower
    if (field === 'license_class') return classifyLicense(this.values(model, 'license')[0]) === lower
    if (field === 'base_model') return this.hasBase(model, lower)
    if (field !== 'tag') return this.values(model, field).some((own) => own.toLowerCase() === lower)
    return this.attributesOf(model).some(({ kind, value: own }) => {
      const isTag = kind !== 'author' && !relationOrder.includes(kind)
      return (isTag && own.toLowerCase() === lower) || `${kind}:${own.toLowerCase()}` === lower
    })
  }

  private hasBase(model: IndexedModel, lower: string): boolean {
    if (this.values(model, 'base').some((value) => value.toLowerCase() === lower)) return true
    const start = [...this.models.values()].find(
      ({ source, id }) => source === model.source && id.toLowerCase() === lower,
    )
    if (start) return this.descendants(start).has(model.key)
    const named = (other: IndexedModel) => this.parentsOf(other).some(({ id }) => id.toLowerCase() === lower)
    return named(model) || [...this.ancestors(model).keys()].some((key) => named(this.models.get(key)!))
  }

  private exact(text: string): number[] {
    return sourceNames.flatMap((source) => this.keyOf(source, text.trim()) ?? [])
  }

  private places(model: IndexedModel, token: string): number {
    const own = matchToken([{ index: indexOf(model.name, model.more) }], token)
    if (own.whole.count > 0) return 1
    if (own.prefix.count > 0) return 0.7
    const attributes = this.attributesOf(model).filter(
      ({ kind, value }) =>
        kind !== 'region' &&
        Object.values(matchToken([{ index: indexOf(value, '') }], token)).some(({ count }) => count > 0),
    )
    if (attributes.some(({ kind }) => kind === 'author')) return 0.6
    if (own.inside.count > 0) return 0.35
    if (attributes.length > 0) return 0.3
    return own.more.count > 0 ? 0.15 : 0
  }

  private tokens(query: Pick<IndexQuery, 'words'>): string[] {
    return [...new Set(query.words.include.flatMap(({ tokens }) => tokens))]
  }

  private hasWords(model: IndexedModel, query: Pick<IndexQuery, 'words'>): boolean {
    return this.tokens(query).every((token) => this.places(model, token) > 0)
  }

  private isExcluded(model: IndexedModel, { words }: Pick<IndexQuery, 'words'>): boolean {
    const texts = [`${model.name} ${model.more}`]
    for (const { kind, value } of this.attributesOf(model)) if (kind !== 'region') texts.push(value)
    const begins = (token: string) =>
      texts.some((text) => matchBeginning([{ index: indexOf(text, '') }], token).count > 0)
    return words.exclude.some(({ tokens }) => tokens.every(begins))
  }

  private sortValue(
    model: IndexedModel,
    sort: IndexQuery['sort'],
    query: Pick<IndexQuery, 'words' | 'text'>,
    exact: number[],
  ) {
    if (sort === 'key') return model.key
    if (sort === 'trending' || sort === 'rising') return nullable(Math.fround(model.numbers[sort]))
    if (sort !== 'relevance') return nullable(model.numbers[sort])
    const scores = this.tokens(query).map((token) => this.places(model, token))
    const words = scores.includes(0) ? 1 : scores.reduce((sum, score) => sum + score, 0) / scores.length
    const [text, name] = [query.text.trim().toLowerCase(), model.name.toLowerCase()]
    const [textLength, nameLength] = [Buffer.byteLength(text), Buffer.byteLength(model.name)]
    const nameFactor = text === name ? 2 : 0.75 + 0.25 * Math.min(1, textLength / Math.max(1, nameLength))
    const listed = [...this.models.values()].filter(({ source, removed }) => source === model.source && !removed)
    const most = Math.max(0, ...listed.map(({ numbers }) => numbers.downloads))
    const bits = Math.ceil(Math.log2(1 + most))
    const popularity = bits === 0 ? 0 : Math.min(1, Math.log2(1 + model.numbers.downloads) / bits)
    return [exact.includes(model.key) ? 1 : 0, words * nameFactor * (1 + 20 * popularity ** 2)]
  }
}

const known = new Map<string, WordIndex>()

function indexOf(name: string, more: string): WordIndex {
  const text = `${name}\n${more}`
  const index = known.get(text) ?? buildIndex(name, more)
  known.set(text, index)
  return index
}

function buildIndex(name: string, more: string): WordIndex {
  const builder = createWordIndexBuilder()
  builder.add(1, name, more)
  return builder.finish()
}

function nullable(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/** Numbers upwards, null below all of them; pairs by their first number, then by the second, nearly equal ones as equal. */
function compare(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a[0] !== b[0]) return a[0] - b[0]
    return Math.abs(a[1] - b[1]) <= 1e-9 * Math.abs(a[1]) ? 0 : a[1] - b[1]
  }
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1)
  return Number(a) - Number(b)
}
