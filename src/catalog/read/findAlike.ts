import { toSlug } from '../../ids/slug.ts'
import { parseWords } from '../search/parseWords.ts'
import type { ReadParts } from './readEntries.ts'

const mostAlike = 3
const mostCandidates = 30
const shortestBeginning = 3
const leastLikeness = 0.45

/** Slugs of up to three models whose name is much like an id that is not in the catalog, the likest first. */
export async function findAlike({ index }: Pick<ReadParts, 'index'>, id: string): Promise<string[]> {
  const view = await index.read()
  for (const text of guesses(id)) {
    const { keys } = view.find({
      words: parseWords(text),
      text,
      filter: {},
      sort: 'relevance',
      limit: mostCandidates,
    })
    const alike = keys
      .map((key) => ({ source: view.sourceOf(key), id: view.idOf(key) }))
      .map((model) => ({ slug: toSlug(model), likeness: likeness(model.id, id) }))
      .filter((model) => model.likeness >= leastLikeness)
      .toSorted((a, b) => b.likeness - a.likeness)
    if (alike.length > 0) return alike.slice(0, mostAlike).map(({ slug }) => slug)
  }
  return []
}

/** The share of neighbouring pairs of characters that two names have in common, 0 to 1 (Sørensen and Dice). */
function likeness(a: string, b: string): number {
  const [first, second] = [pairs(a), pairs(b)]
  const common = [...first].filter((pair) => second.has(pair)).length
  return (2 * common) / Math.max(1, first.size + second.size)
}

function pairs(text: string): Set<string> {
  const letters = text.toLowerCase()
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, index) => letters.slice(index, index + 2)))
}

/** Ever less of the name: all of it, without its last words, then the beginning of its first word. */
function guesses(id: string): string[] {
  const words = (id.split('/').at(-1) ?? id).match(/[\p{L}\p{N}]+/gu)?.slice(0, 8) ?? []
  const whole = words.map((_, left) => words.slice(0, words.length - left).join('-'))
  const first = words[0] ?? ''
  const beginnings = [0.8, 0.6, 0.4].map((share) => first.slice(0, Math.ceil(first.length * share)))
  return [id, ...whole, ...beginnings.filter(({ length }) => length >= shortestBeginning)]
}
