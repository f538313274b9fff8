import { splitWords } from '../attributes/splitWords.ts'
import { type DocSet, toKeys, unite } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import { kindCode } from '../indexedModel.ts'
import { livingWords } from '../segments/createSegments.ts'
import { matchAnywhere, matchToken, type TokenMatches } from '../words/matchToken.ts'
import { type FoundAttributes, isFrequent } from './keepWith.ts'
import type { TokenPlaces } from './matchWords.ts'
import { modelsBy, modelsIn, modelsWith } from './modelsWith.ts'

const authorKind = kindCode('author')

/** Where a token is found: in names, and in attributes of frequent words, by models; in other attributes by these. */
export interface FoundToken {
  names: TokenMatches
  /** The models that have it in a word with lists of its own; see frequentWords.ts. */
  listed: Record<'author' | 'attribute', DocSet>
  authors: Uint32Array
  others: FoundAttributes
  /** No more models than this have the token. 0 only when none has. */
  most: number
}

/** Finds one token, in names and attributes. */
export function findToken(data: IndexData, token: string): FoundToken {
  const words = splitWords(data)
  const lists = matchAnywhere(words.lists, token, { apart: false })
  const listed = { author: lists.more, attribute: lists.name }
  if (words.lists.length > 0 && words.unlisted.length > 0) {
    const { authors, others } = splitAttributes(
      data,
      toKeys(matchAnywhere(words.listedAttributes, token, { apart: false }).name),
    )
    listed.author = unite([listed.author, modelsIn(data, words.unlisted, authors)])
    listed.attribute = unite([listed.attribute, modelsIn(data, words.unlisted, others.all)])
  }
  const attributes = toKeys(matchAnywhere(words.otherAttributes, token).name)
  const names = matchToken(livingWords(data.segments), token)
  const { total } = data.derived
  let most = names.whole.count + names.prefix.count + names.inside.count + names.more.count
  most += listed.author.count + listed.attribute.count
  for (let index = 0; index < attributes.length; index++) most += total[attributes[index]!]!
  return { names, listed, ...splitAttributes(data, attributes), most }
}

/** All models that have it. */
export function placesOf(data: IndexData, { names, listed, authors, others }: FoundToken): TokenPlaces {
  return {
    ...names,
    author: unite([listed.author, modelsBy(data, authors)]),
    attribute: unite([listed.attribute, modelsWith(data, others.all)]),
  }
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
