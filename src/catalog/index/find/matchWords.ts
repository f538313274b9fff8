import type { SearchWord, SearchWords } from '../../search/parseWords.ts'
import { type DocSet, emptySet, intersect, toKeys, unite } from '../docSet.ts'
import { type IndexData, recalled } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import { livingWords } from '../segments/createSegments.ts'
import { matchBeginning, matchToken } from '../words/matchToken.ts'
import { readAs } from './correctToken.ts'
import { modelsBy, modelsWith } from './modelsWith.ts'

/** The models in which a token is found, by where. A model may be in several. */
export interface TokenPlaces {
  /** As a word of the name. */
  whole: DocSet
  /** At the beginning of a word of the name. */
  prefix: DocSet
  author: DocSet
  /** Inside a word of the name. */
  inside: DocSet
  /** In a tag, task, base, parent's id or any other attribute. */
  attribute: DocSet
  /** Among the further words. */
  more: DocSet
}

export interface WordMatches {
  /** Undefined when there are no words to include: all models. */
  models: DocSet | undefined
  excluded: DocSet
  /** One for each token of the words to include. */
  places: TokenPlaces[]
  corrections: { word: string; readAs: string[] }[]
}

const authorKind = kindCode('author')

/**
 * The models that have all words to include; and those that have any of the words to exclude.
 * @param options.mends whether a word that nothing has is read as others
 */
export function matchWords(
  data: IndexData,
  { include, exclude, hopeless }: SearchWords,
  { mends = true } = {},
): WordMatches {
  const places: TokenPlaces[] = []
  const corrections: WordMatches['corrections'] = []
  let models = hopeless ? emptySet() : undefined
  for (const token of new Set(include.flatMap(({ tokens }) => tokens))) {
    let found = recalled(data, `token ${token}`, () => findToken(data, token))
    if (mends && isEmpty(found)) {
      // Words stay in the index for a while after the last model that had them is gone.
      const others = readAs(data, token).map((other) => ({ other, found: findToken(data, other) }))
      const living = others.filter((other) => !isEmpty(other.found))
      if (living.length > 0) {
        corrections.push({ word: token, readAs: living.map(({ other }) => other) })
        found = unitePlaces(living.map((other) => other.found))
      }
    }
    places.push(found)
    const any = unite(placesOf(found))
    models = models ? intersect(models, any) : any
  }
  return { models, excluded: unite(exclude.map((word) => matchExcluded(data, word))), places, corrections }
}

/** Finds one token, in names and attributes. */
function findToken(data: IndexData, token: string): TokenPlaces {
  const attributes = Object.values(matchToken(data.attributeWords.pieces, token))
  const { authors, others } = splitAuthors(data, unite(attributes))
  return {
    ...matchToken(livingWords(data.segments), token),
    author: modelsBy(data, authors),
    attribute: modelsWith(data, others),
  }
}

/** The models that have every token of a word at the beginning of a word of theirs. */
function matchExcluded(data: IndexData, { tokens }: SearchWord): DocSet {
  let models: DocSet | undefined
  for (const token of tokens) {
    const attributes = matchBeginning(data.attributeWords.pieces, token)
    const any = unite([matchBeginning(livingWords(data.segments), token), modelsWith(data, toKeys(attributes))])
    models = models ? intersect(models, any) : any
  }
  return models ?? emptySet()
}

function splitAuthors({ dictionary }: IndexData, attributes: DocSet): { authors: Uint32Array; others: Uint32Array } {
  const { kinds } = dictionary
  const keys = toKeys(attributes)
  const authors = new Uint32Array(keys.length)
  const others = new Uint32Array(keys.length)
  let [authorCount, otherCount] = [0, 0]
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    if (kinds[key] === authorKind) authors[authorCount++] = key
    else others[otherCount++] = key
  }
  return { authors: authors.subarray(0, authorCount), others: others.subarray(0, otherCount) }
}

function isEmpty(places: TokenPlaces): boolean {
  return placesOf(places).every(({ count }) => count === 0)
}

function placesOf({ whole, prefix, author, inside, attribute, more }: TokenPlaces): DocSet[] {
  return [whole, prefix, author, inside, attribute, more]
}

function unitePlaces(places: readonly TokenPlaces[]): TokenPlaces {
  return {
    whole: unite(places.map(({ whole }) => whole)),
    prefix: unite(places.map(({ prefix }) => prefix)),
    author: unite(places.map(({ author }) => author)),
    inside: unite(places.map(({ inside }) => inside)),
    attribute: unite(places.map(({ attribute }) => attribute)),
    more: unite(places.map(({ more }) => more)),
  }
}
