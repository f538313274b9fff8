import type { SearchWord, SearchWords } from '../../search/parseWords.ts'
import { type DocSet, emptySet, intersect, toKeys, unite } from '../docSet.ts'
import { type IndexData, recalled } from '../indexData.ts'
import { livingWords } from '../segments/createSegments.ts'
import { matchBeginning } from '../words/matchToken.ts'
import { readAs } from './correctToken.ts'
import { findToken, type FoundToken, placesOf } from './findToken.ts'
import { keepAny, keepOthers } from './keepAny.ts'
import { keepBy, keepWith } from './keepWith.ts'
import { modelsWith } from './modelsWith.ts'

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

/**
 * The models that have all words to include; and those that have any of the words to exclude.
 * @param options.mends whether a word that nothing has is read as others
 * @param options.within only these matter; what is beyond them may be among the matches or not
 */
export function matchWords(
  data: IndexData,
  { include, exclude, hopeless }: SearchWords,
  { mends = true, within }: { mends?: boolean; within?: DocSet | undefined } = {},
): WordMatches {
  const places: TokenPlaces[] = []
  const corrections: WordMatches['corrections'] = []
  let models = hopeless ? emptySet() : undefined
  const tokens = new Set(include.flatMap((word) => word.tokens))
  // From the rarest on: of the others, only what matters for the models that have it is worked out.
  const found = Array.from(tokens, (token) => ({
    token,
    ...recalled(data, `token ${token}`, () => findToken(data, token)),
  }))
  for (const { token, ...one } of found.sort((a, b) => a.most - b.most)) {
    let where: TokenPlaces | undefined
    if (mends && one.most === 0) {
      // Words stay in the index for a while after the last model that had them is gone.
      const others = readAs(data, token).map((other) => ({ other, found: findToken(data, other) }))
      const living = others.filter((other) => other.found.most > 0)
      if (living.length > 0) {
        corrections.push({ word: token, readAs: living.map(({ other }) => other) })
        where = unitePlaces(living.map((other) => placesOf(data, other.found)))
      }
    }
    where ??= placesAmong(data, token, one, models ?? within)
    places.push(where)
    models = models ? keepAny(models, setsOf(where)) : unite(setsOf(where))
  }
  return { models, excluded: unite(exclude.map((word) => matchExcluded(data, word))), places, corrections }
}

/** From so many models to one of the token on, it is found without uniting all that attributes have. */
const manyToOne = 8

/**
 * The places of a token; where there are few models that matter, those by attributes only as far as these are concerned
 * and not found in their names.
 * @param models undefined: all
 */
function placesAmong(data: IndexData, token: string, found: FoundToken, models: DocSet | undefined): TokenPlaces {
  if (models && models.count * manyToOne < found.most) {
    const { names, listed, authors, others } = found
    const author = unite([listed.author, keepBy(data, models, authors)])
    // Who has the token at a better place, or is known to have it, need not be looked at.
    const inNone = keepOthers(models, [names.whole, names.prefix, author, names.inside, listed.attribute])
    const frequent = recalled(data, `frequent of ${token}`, () => modelsWith(data, others.frequent))
    const attribute = keepWith(data, inNone, { ...others, withFrequent: frequent })
    return { ...names, author, attribute: unite([listed.attribute, attribute]) }
  }
  return recalled(data, `models of ${token}`, () => placesOf(data, found))
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

function setsOf({ whole, prefix, author, inside, attribute, more }: TokenPlaces): DocSet[] {
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
