import type { Kysely } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import { parseWords } from '../search/parseWords.ts'
import type { SearchIndex } from '../search/searchIndex.ts'
import { readEntries } from './readEntries.ts'

const mostSimilar = 3
const shortestBeginning = 3

/** Slugs of up to three models whose words begin like those of an id that is not in the catalog. */
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
      limit: mostSimilar,
    })
    if (keys.length > 0) return (await readEntries(kysely, keys)).map(({ slug }) => slug)
  }
  return []
}

/** Ever less of the name: all of it, without its last words, then the beginning of its first word. */
function guesses(id: string): string[] {
  const words = (id.split('/').at(-1) ?? id).match(/[\p{L}\p{N}]+/gu)?.slice(0, 8) ?? []
  const whole = words.map((_, left) => words.slice(0, words.length - left).join('-'))
  const first = words[0] ?? ''
  const beginnings = [0.8, 0.6, 0.4].map((share) => first.slice(0, Math.ceil(first.length * share)))
  return [id, ...whole, ...beginnings.filter(({ length }) => length >= shortestBeginning)]
}
