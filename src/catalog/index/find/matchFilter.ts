import { sourceNames } from '../../../ids/slug.ts'
import { licenseClasses } from '../../license/licenseClass.ts'
import { findModelKeys } from '../../read/findModelKeys.ts'
import { type EntryFilter, type ListField, listFields } from '../../search/searchQuery.ts'
import { findAttributes, findChain } from '../attributes/createDictionary.ts'
import { type BitPlane, planeSet } from '../columns/bitPlane.ts'
import { type DocSet, emptySet, intersect, subtract, unite } from '../docSet.ts'
import { descendantsOf } from '../graph/descendants.ts'
import { cached, type IndexData, recalled } from '../indexData.ts'
import { type AttributeKind, attributeKinds, kindCode } from '../indexedModel.ts'
import { modelsWith } from './modelsWith.ts'

/** Kinds that `tag` finds without saying so: what sources write as tags. */
const tagKinds = [
  'tag',
  'task',
  'library',
  'license',
  'language',
  'format',
  'dataset',
  'base',
  'arxiv',
  'doi',
  'region',
] as const satisfies readonly AttributeKind[]
const tagCodes = new Set(tagKinds.map(kindCode))

/** All models that are listed; with `removed` those too that no longer are. */
export function matchAll(data: IndexData, removed: boolean | undefined): DocSet {
  const { existing, removed: gone } = data.columns
  return cached(data, removed ? 'existing' : 'listed', () =>
    removed ? planeSet(existing) : subtract(planeSet(existing), planeSet(gone)),
  )
}

/**
 * The models of `models` that a filter lets through, whatever their numbers (see matchNumbers) and their NSFW level; see
 * searchQuery.ts for what it means. Sets are joined from the smallest on.
 */
export function matchLists(data: IndexData, filter: EntryFilter, models: DocSet): DocSet {
  const { columns } = data
  const wanted: DocSet[] = [models]
  const unwanted: DocSet[] = []
  for (const field of listFields) {
    const values = filter[field] ?? []
    const excluded = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1))
    const included = values.filter((value) => !value.startsWith('!'))
    for (const value of excluded) unwanted.push(matchValue(data, field, value))
    if (included.length === 0) continue
    const sets = included.map((value) => matchValue(data, field, value))
    if (field === 'tag') wanted.push(...sets)
    else wanted.push(unite(sets))
  }
  const chooseBy = (plane: BitPlane, choice: boolean | undefined) => {
    if (choice !== undefined) (choice ? wanted : unwanted).push(planeSet(plane))
  }
  chooseBy(columns.gated, filter.gated)
  chooseBy(columns.derivatives, filter.original === undefined ? undefined : !filter.original)

  let left = wanted.toSorted((a, b) => a.count - b.count).reduce(intersect)
  for (const set of unwanted) left = subtract(left, set)
  return left
}

/** The models of which any NSFW bit is not in the mask. */
export function matchBeyondMask({ columns }: IndexData, mask: number): DocSet {
  return unite(columns.nsfw.filter((_, bit) => ((mask >>> bit) & 1) === 0).map(planeSet))
}

function matchValue(data: IndexData, field: ListField, value: string): DocSet {
  switch (field) {
    case 'source': {
      const plane = data.derived.sources[sourceNames.findIndex((name) => name === value.toLowerCase())]
      return plane ? planeSet(plane) : emptySet()
    }
    case 'license_class': {
      const name = licenseClasses.find((known) => known === value.toLowerCase())
      return name ? planeSet(data.derived.licenseClasses[name]) : emptySet()
    }
    case 'base_model':
      return matchBase(data, value)
    case 'tag':
      return matchTag(data, value)
    case 'author':
    case 'task':
    case 'library':
    case 'license':
    case 'language':
    case 'format':
    case 'dataset':
      return modelsWith(data, findAttributes(data.dictionary, field, value))
  }
}

function matchTag(data: IndexData, value: string): DocSet {
  const { kinds, next } = data.dictionary
  const attributes: number[] = []
  for (let key = findChain(data.dictionary, value); key !== 0; key = next[key]!) {
    if (tagCodes.has(kinds[key]!)) attributes.push(key)
  }
  const colon = value.indexOf(':')
  const kind = attributeKinds.find((name) => name === value.slice(0, Math.max(0, colon)).toLowerCase())
  if (kind) attributes.push(...findAttributes(data.dictionary, kind, value.slice(colon + 1)))
  return modelsWith(
    data,
    attributes.sort((a, b) => a - b),
  )
}

/** What is derived from any model that the text may name, and what names it as its family. */
function matchBase(data: IndexData, text: string): DocSet {
  return unite([
    modelsWith(data, findAttributes(data.dictionary, 'base', text)),
    ...findModelKeys(text).map((base) =>
      recalled(data, `derived from ${base.source}:${base.id}`, () => descendantsOf(data, base)),
    ),
  ])
}
