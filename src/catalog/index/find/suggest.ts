import { sourceNames, toSlug } from '../../../ids/slug.ts'
import { parseWords } from '../../search/parseWords.ts'
import type { Suggestion } from '../../search/searchQuery.ts'
import { valueOf } from '../attributes/createDictionary.ts'
import { emptySet, intersect, toKeys, unite } from '../docSet.ts'
import { type IndexData, recalled } from '../indexData.ts'
import { type AttributeKind, attributeKinds } from '../indexedModel.ts'
import { livingWords } from '../segments/createSegments.ts'
import { idOf, nameOf, sourceOf } from '../segments/modelText.ts'
import { matchToken } from '../words/matchToken.ts'
import { matchAll } from './matchFilter.ts'
import { rankByRelevance } from './rankByRelevance.ts'
import { TopKeys } from './topKeys.ts'

/** Kinds that a value is offered of. */
const offered = ['author', 'task', 'library', 'license', 'language', 'format', 'tag', 'dataset', 'base'] as const
const offeredKinds: readonly (Suggestion['kind'] | undefined)[] = attributeKinds.map((kind: AttributeKind) =>
  offered.find((name) => name === kind),
)

/**
 * What the search box offers for a text: a value that is the text first, then models and values, half of each as far as
 * there are enough; models by relevance, values by how many models have them.
 */
export function suggest(data: IndexData, text: string, limit: number): Suggestion[] {
  const tokens = parseWords(text).include.flatMap((word) => word.tokens)
  if (tokens.length === 0) return []
  // While the first letters are typed, much is found, and the same again and again.
  const work = () => workOut(data, text, tokens, limit)
  return text.length <= 3 ? recalled(data, `suggest ${limit} ${text.toLowerCase()}`, work) : work()
}

function workOut(data: IndexData, text: string, tokens: readonly string[], limit: number): Suggestion[] {
  const values = suggestValues(data, tokens, limit)
  const models = suggestModels(data, text, tokens, limit)
  const exact = values.filter((value) => value.text.toLowerCase() === text.trim().toLowerCase())
  const others = values.filter((value) => !exact.includes(value))
  const left = limit - exact.length
  const mostModels = Math.max(Math.ceil(left / 2), left - others.length)
  const shown = models.slice(0, Math.max(0, mostModels))
  return [...exact, ...shown, ...others].slice(0, limit)
}

/** The listed models whose name has each of these words, or a word that begins with it. */
function suggestModels(data: IndexData, text: string, tokens: readonly string[], limit: number): Suggestion[] {
  const words = livingWords(data.segments)
  const places = tokens.map((token) => {
    const { whole, prefix } = matchToken(words, token, { inside: false, more: false })
    return { whole, prefix, author: emptySet(), inside: emptySet(), attribute: emptySet(), more: emptySet() }
  })
  const matches = places.map(({ whole, prefix }) => unite([whole, prefix])).reduce(intersect, matchAll(data, false))
  const { keys } = rankByRelevance(data, matches, { places, text, exact: [], named: [], after: undefined, limit })
  return keys.map((key) => toSuggestion(data, key))
}

/** The values that have each of these words, or a word that begins with it. */
function suggestValues(data: IndexData, tokens: readonly string[], limit: number): Suggestion[] {
  const { kinds } = data.dictionary
  const { listed } = data.derived
  const top = new TopKeys(limit)
  const matches = tokens
    .map((token) => matchToken(data.attributeWords.pieces, token, { inside: false, more: false }))
    .map(({ whole, prefix }) => unite([whole, prefix]))
    .reduce(intersect)
  const keys = toKeys(matches)
  let worst = 1
  for (let index = 0; index < keys.length; index++) {
    const count = listed[keys[index]!]!
    if (count < worst || offeredKinds[kinds[keys[index]!]!] === undefined) continue
    top.offer(count, keys[index]!)
    worst = Math.max(1, top.worst)
  }
  return top.list().map(({ value, key }) => ({
    kind: offeredKinds[kinds[key]!]!,
    text: valueOf(data.dictionary, key),
    slug: undefined,
    count: value,
  }))
}

function toSuggestion(data: IndexData, key: number): Suggestion {
  const slug = toSlug({ source: sourceNames[sourceOf(data, key)]!, id: idOf(data, key) })
  return { kind: 'model', text: nameOf(data, key), slug, count: data.columns.numbers.downloads[key]! }
}
