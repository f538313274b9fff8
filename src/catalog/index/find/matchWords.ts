import type { SearchWord, SearchWords } from '../../search/parseWords.ts'
import { type DocSet, emptySet, intersect, toKeys, unite } from '../docSet.ts'
import { type IndexData, recalled } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import { livingWords } from '../segments/createSegments.ts'
import { matchBeginning, matchToken, type TokenMatches } from '../words/matchToken.ts'
import { readAs } from './correctToken.ts'
import { type FoundAttributes, isFrequent, keepBy, keepWith } from './keepWith.ts'
import { modelsBy, modelsWith } from './modelsWith.ts'
import { splitBy } from './splitBy.ts'

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
    models = models ? splitBy(models, setsOf(where)).inAny : unite(setsOf(where))
  }
  return { models, excluded: unite(exclude.map((word) => matchExcluded(data, word))), places, corrections }
}

/** Where a token is found: in names by models, in attributes by these. */
interface FoundToken {
  names: TokenMatches
  authors: Uint32Array
  others: FoundAttributes
  /** No more models than this have the token. 0 only when none has. */
  most: number
}

/** Finds one token, in names and attributes. */
function findToken(data: IndexData, token: string): FoundToken {
  const attributes = toKeys(unite(Object.values(matchToken(data.attributeWords.pieces, token))))
  const names = matchToken(livingWords(data.segments), token)
  const { total } = data.derived
  let most = names.whole.count + names.prefix.count + names.inside.count + names.more.count
  for (let index = 0; index < attributes.length; index++) most += total[attributes[index]!]!
  return { names, ...splitAttributes(data, attributes), most }
}

function placesOf(data: IndexData, { names, authors, others }: FoundToken): TokenPlaces {
  return { ...names, author: modelsBy(data, authors), attribute: modelsWith(data, others.all) }
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
    const { names, authors, others } = found
    const author = keepBy(data, models, authors)
    // Who has the token at a better place need not be looked at.
    const { inNone } = splitBy(models, [names.whole, names.prefix, author, names.inside])
    const frequent = recalled(data, `frequent of ${token}`, () => modelsWith(data, others.frequent))
    return { ...names, author, attribute: keepWith(data, inNone, { ...others, withFrequent: frequent }) }
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

function splitAttributes({ dictionary, derived }: IndexData, all: Uint32Array): Pick<FoundToken, 'authors' | 'others'> {
  const { kinds } = dictionary
  const { total } = derived
  const authors = new Uint32Array(all.length)
  const others = new Uint32Array(all.length)
  const rare = new Uint32Array(all.length)
  const frequent: number[] = []
  let [authorCount, otherCount, rareCount, mostRare] = [0, 0, 0, 0]
  for (let index = 0; index < all.length; index++) {
    const key = all[index]!
    if (kinds[key] === authorKind) {
      authors[authorCount++] = key
      continue
    }
    others[otherCount++] = key
    if (isFrequent(total[key]!)) {
      frequent.push(key)
      continue
    }
    rare[rareCount++] = key
    mostRare += total[key]!
  }
  return {
    authors: authors.slice(0, authorCount),
    others: { all: others.slice(0, otherCount), frequent, rare: rare.slice(0, rareCount), mostRare },
  }
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
