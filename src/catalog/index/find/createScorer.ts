import { sourceNames } from '../../../ids/slug.ts'
import { planeSet } from '../columns/bitPlane.ts'
import { mostDownloads } from '../columns/mostDownloads.ts'
import { type DocSet, has } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import { lengthOfName, nameOf } from '../segments/modelText.ts'
import type { TokenPlaces } from './matchWords.ts'

/*
 * The score of relevance. Its one home.
 *
 *   score = words × name × (1 + 20 × popularity²)
 *   words = mean over the tokens of how well each is found, by the best place that has it: 1 a word of the name,
 *           0.7 the beginning of one, 0.6 the author, 0.35 inside a word of the name, 0.3 a tag, task, base or other
 *           attribute, 0.15 the further words; 1 for what was found by its hash or id only
 *   name  = 2 when the text is the model's name, else 0.75 + 0.25 × length of the text / length of the name, at most 1;
 *           lengths in bytes of UTF-8
 *   popularity = log₂(1 + downloads) / bits of the most downloads of any listed model of the same source, 0 to 1
 *
 * Downloads are compared within a source only: sources count them over different times. The most downloads count as the
 * next power of two, so that scores, and the cursors made of them, seldom move while a sync runs. Names are not unique,
 * and the popular ones are taken many times, so a name alone does not come first.
 */
const placeWeights = [
  ['whole', 1],
  ['prefix', 0.7],
  ['author', 0.6],
  ['inside', 0.35],
  ['attribute', 0.3],
  ['more', 0.15],
] as const satisfies readonly (readonly [keyof TokenPlaces, number])[]
const exactName = 2
const shortName = 0.25
const popularityWeight = 20

export interface Scorer {
  /**
   * The score of a match; something below `worst`, quickly, when it cannot reach that.
   * @param isLesser whether it lacks a token as a word of its name
   */
  score(key: number, worst: number, isLesser: boolean): number
  /** No match of a source with fewer than 2^`bits` downloads has a higher score. */
  limit(bits: number, source: number): number
  /** No match of a source with fewer than 2^`bits` downloads that lacks a token as a word of its name has a higher score. */
  lesserLimit(bits: number, source: number): number
}

export function createScorer(data: IndexData, query: { places: readonly TokenPlaces[]; text: string }): Scorer {
  const text = query.text.trim().toLowerCase()
  const textLength = Buffer.byteLength(text)
  const downloads = data.columns.numbers.downloads
  const mostBits = sourceNames.map((_, source) => Math.ceil(Math.log2(1 + mostDownloads(data, source))))
  const tokens = query.places.map((places) =>
    placeWeights.map(([place, weight]) => ({ set: places[place], weight })).filter(({ set }) => set.count > 0),
  )
  const mostWords = 1
  // One token is found at the beginning of a word at best; and a name that is the text has all tokens as words.
  const mostLesserWords = 1 - (1 - placeWeights[1][1]) / Math.max(1, tokens.length)
  const bySource = sourceNames.map((_, source) => planeSet(data.derived.sources[source]!))
  const sourceOf = (key: number) => bySource.findIndex((models) => has(models, key))

  const boost = (source: number, bits: number) => {
    const popularity = mostBits[source] === 0 ? 0 : Math.min(1, bits / mostBits[source]!)
    return 1 + popularityWeight * popularity * popularity
  }
  return {
    score(key, worst, isLesser) {
      const popularity = boost(sourceOf(key), Math.log2(1 + downloads[key]!))
      if ((isLesser ? mostLesserWords : mostWords * exactName) * popularity < worst) return Number.NEGATIVE_INFINITY
      const words = weighWords(tokens, key) * popularity
      if ((isLesser ? words : words * exactName) < worst) return Number.NEGATIVE_INFINITY
      const nameLength = lengthOfName(data, key)
      const isExact = nameLength === textLength && nameOf(data, key).toLowerCase() === text
      return (
        words *
        (isExact ? exactName : 1 - shortName + (shortName * Math.min(textLength, nameLength)) / Math.max(1, nameLength))
      )
    },
    limit: (bits, source) => mostWords * exactName * boost(source, bits),
    lesserLimit: (bits, source) => mostLesserWords * boost(source, bits),
  }
}

function weighWords(tokens: readonly (readonly { set: DocSet; weight: number }[])[], key: number): number {
  let sum = 0
  for (const places of tokens) {
    let weight = 0
    for (const place of places) {
      if (!has(place.set, key)) continue
      weight = place.weight
      break
    }
    if (weight === 0) return 1
    sum += weight
  }
  return tokens.length === 0 ? 1 : sum / tokens.length
}
