import type { Kysely } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import { parseWords } from '../search/parseWords.ts'
import type { SearchIndex } from '../search/searchIndex.ts'
import { readEntries } from './readEntries.ts'

const mostSimilar = 3
const mostCandidates = 30
const shortestBeginning = 3
const leastLikeness = 0.45

/** Slugs of up to three models whose name is much like an id that is not in the catalog, the likest first. */
export async function findSimilar(
  { kysely, index }: { kysely: Kysely<Tables>; index: SearchIndex },
  id: string,
): Promise<string[]> {
  for (const text of guesses(id)) {
    const { keys } = await index.find({
      words: parseWords(text),
      text,
      filter: {},
      sort: 'relevance',
      limit: mostCandidates,
    })
    const similar = (await readEntries(kysely, keys))
      .map((entry) => ({ slug: entry.slug, likeness: likeness(entry.id.includes('/') ? entry.id : entry.name, id) }))
      .filter((entry) => entry.likeness >= leastLikeness)
      .toSorted((a, b) => b.likeness - a.likeness)
    if (similar.length > 0) return similar.slice(0, mostSimilar).map(({ slug }) => slug)
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
