import { tokenise } from '../../../src/catalog/index/words/tokenise.ts'
import { classifyLicense } from '../../../src/catalog/license/classifyLicense.ts'
import type { SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import type { Entry } from '../../../src/sources/source.ts'
import { pickOne } from '../generate/createVocabulary.ts'
import { createPicker, createRandom, type Random } from '../generate/random.ts'
import { countedFacets } from '../peers/peerSql.ts'

/*
 * What people might ask, out of 200: how many words, of how many queries the last is still being typed, and how many
 * have a filter besides.
 *
 *   words    queries  last word unfinished  with filters
 *   none           8                     -             0   each sorted otherwise
 *   none          32                     -            32
 *   1             40                    16            14
 *   2             50                    16            20
 *   3             40                    10            14
 *   4             30                     6             8
 *
 * Words and values are those of a model drawn at random, so that they come as often as the catalog has them. Of its words
 * people know the frequent ones: a word is taken with a weight of the square root of how many of 4,000 drawn models have
 * it. Every tenth query takes its last word from another model, and may find nothing.
 */
const mix = [
  { words: 0, queries: 8, prefixes: 0, filtered: 0 },
  { words: 0, queries: 32, prefixes: 0, filtered: 32 },
  { words: 1, queries: 40, prefixes: 16, filtered: 14 },
  { words: 2, queries: 50, prefixes: 16, filtered: 20 },
  { words: 3, queries: 40, prefixes: 10, filtered: 14 },
  { words: 4, queries: 30, prefixes: 6, filtered: 8 },
] as const

const sorts = ['downloads', 'likes', 'created', 'updated', 'trending', 'parameters', 'bytes'] as const

/** Models whose words are counted. */
const sampled = 4000

/** Draws the entry of some model. */
export type DrawEntry = (random: Random) => Entry

/** The searches of the bench: deterministic, shuffled, each a first page of 20 with eight facets. */
export function makeQueries(drawEntry: DrawEntry, seed: number): SearchQuery[] {
  const drawWords = createWordDrawer(drawEntry, seed)
  const queries = mix.flatMap((row, rowIndex) =>
    Array.from({ length: row.queries }, (_, index) => {
      const random = createRandom(seed, rowIndex, index, 0x9e)
      const entry = drawEntry(random)
      const query: SearchQuery = { limit: 20, facets: countedFacets }
      if (row.words > 0) {
        const words = drawWords(entry, row.words, random)
        if (index % 10 === 9) words.splice(-1, 1, ...drawWords(drawEntry(random), 1, random))
        if (index < row.prefixes) words.push(unfinished(words.pop() ?? '', random))
        query.query = words.join(' ')
      }
      // Spread over the row, so that some unfinished words have filters and some have not.
      if ((index * 7) % row.queries < row.filtered) addFilters(query, entry, 1 + (index % 3 === 0 ? 1 : 0), random)
      if (row.filtered === 0 || random() < 0.3) query.sort = sorts[index % sorts.length]
      return query
    }),
  )
  return queries
    .map((query, index) => ({ query, place: createRandom(seed, index, 0x5b)() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ query }) => query)
}

type WordDrawer = (entry: Entry, count: number, random: Random) => string[]

/** Draws words of a model: two in three of its name, as people type, else of its tags, author and bases. */
function createWordDrawer(drawEntry: DrawEntry, seed: number): WordDrawer {
  const frequencies = new Map<string, number>()
  const random = createRandom(seed, 0xf4)
  for (let drawn = 0; drawn < sampled; drawn++) {
    const { name, rest } = wordsOf(drawEntry(random))
    for (const word of new Set([...name, ...rest])) frequencies.set(word, (frequencies.get(word) ?? 0) + 1)
  }
  const pickWord = (words: readonly string[], pick: Random) =>
    createPicker(words.map((word) => [word, Math.sqrt(frequencies.get(word) ?? 1)] as const))(pick)
  return (entry, count, pick) => {
    const { name, rest } = wordsOf(entry)
    const words = new Set<string>()
    for (let tries = 0; words.size < count && tries < 20; tries++) {
      const from = pick() < 0.65 && name.length > 0 ? name : rest
      if (from.length > 0) words.add(pickWord(from, pick))
    }
    // A model of one word gets common ones besides.
    for (const word of ['model', 'v1', 'base', 'gguf']) if (words.size < count) words.add(word)
    return [...words]
  }
}

function wordsOf(entry: Entry): { name: string[]; rest: string[] } {
  const tags = entry.tags.filter(({ kind }) => kind !== 'region').map(({ tag }) => tag)
  const rest = [...tags, entry.author ?? '', ...entry.baseModels.map(({ id }) => id)]
  return {
    name: tokenise(entry.name).filter(isTyped),
    rest: rest.flatMap((text) => tokenise(text)).filter(isTyped),
  }
}

/** No commit hashes and the like, and nothing that a file's hash could begin with. */
function isTyped(word: string): boolean {
  return word.length >= 2 && word.length <= 20 && !/^[0-9a-f]{8,}$/.test(word)
}

function unfinished(word: string, random: Random): string {
  return word.length <= 2 ? word : word.slice(0, 2 + Math.floor(random() * (word.length - 2)))
}

function addFilters(query: SearchQuery, entry: Entry, count: number, random: Random): void {
  for (let added = 0; added < count; added++) {
    const tag = pickOne(
      entry.tags.filter(({ kind }) => kind === 'tag'),
      random,
    )?.tag
    const language = entry.tags.find(({ kind }) => kind === 'language')?.tag
    const makers: (() => Partial<SearchQuery>)[] = [
      () => ({ task: [entry.task ?? 'text-generation'] }),
      () => ({ task: [...new Set([entry.task ?? 'text-generation', 'image-text-to-text'])] }),
      () => ({ library: [entry.library ?? 'transformers'] }),
      () => ({ license: [entry.license ?? 'apache-2.0'] }),
      () => ({ license_class: [classifyLicense(entry.license)] }),
      () => ({ license_class: ['permissive', 'copyleft'] }),
      () => ({ license: [`!${entry.license ?? 'other'}`] }),
      () => ({ language: [language ?? 'en'] }),
      () => ({ tag: [tag ?? 'conversational'] }),
      () => ({ tag: ['!lora'] }),
      () => ({ author: [entry.author ?? 'nobody'] }),
      () => ({ source: [random() < 0.75 ? 'huggingface' : 'civitai'] }),
      () => ({ ranges: { parameters: { from: 1e9, to: 9e9 } } }),
      () => ({ ranges: { downloads: { from: 100 } } }),
      () => ({ ranges: { created: { from: Date.parse('2025-01-01'), to: Date.parse('2025-12-31') } } }),
      () => ({ ranges: { bytes: { to: 8e9 } } }),
    ]
    Object.assign(query, pickOne(makers, random)?.())
  }
}
