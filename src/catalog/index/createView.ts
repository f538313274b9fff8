import { sourceNames } from '../../ids/slug.ts'
import { attributeOf, findAttributes } from './attributes/createDictionary.ts'
import { hasBit } from './columns/bitPlane.ts'
import { countFacets } from './find/countFacets.ts'
import { find, match } from './find/find.ts'
import { modelsWith } from './find/modelsWith.ts'
import { suggest } from './find/suggest.ts'
import { ancestors, parentsOf } from './graph/ancestors.ts'
import { childKeysOf, childrenOf, descendants, descendantsOf } from './graph/descendants.ts'
import type { IndexData } from './indexData.ts'
import { kindCode } from './indexedModel.ts'
import type { IndexView } from './indexView.ts'
import { lending } from './lendBits.ts'
import { attributesOf, findKey, idOf, nameOf, sourceOf } from './segments/modelText.ts'

/** The reading side of the index. */
export function createView(data: IndexData): IndexView {
  const { columns, derived, dictionary } = data
  return {
    get size() {
      return columns.existing.count
    },
    get capacity() {
      return columns.capacity
    },
    get version() {
      return data.version
    },
    find: (query) => lending(() => find(data, query)),
    match: (query) => match(data, query),
    countFacets: (matches, fields, mostValues) => lending(() => countFacets(data, matches, fields, mostValues)),
    suggest: (text, limit) => lending(() => suggest(data, text, limit)),

    column: (name) => columns.numbers[name],
    sourceOf: (key) => sourceNames[sourceOf(data, key)]!,
    isListed: (key) => hasBit(columns.existing, key) && !hasBit(columns.removed, key),
    keyOf: (source, id) => findKey(data, source, id),
    idOf: (key) => idOf(data, key),
    nameOf: (key) => nameOf(data, key),
    attributesOf: (key) => attributesOf(data, key),
    single: (kind) => derived.singles[kind],
    attribute: (key) => attributeOf(dictionary, key),
    attributesOfKind(kind) {
      const { keys, count } = dictionary.byKind[kindCode(kind)]!
      return keys.subarray(0, count)
    },
    get attributeCapacity() {
      return dictionary.capacity
    },
    findAttributes: (kind, value) => findAttributes(dictionary, kind, value),
    modelsWith: (key) => modelsWith(data, [key]),

    ancestors: (key, depth) => ancestors(data, key, depth),
    descendants: (key, depth) => descendants(data, key, depth),
    parentsOf: (key) => parentsOf(data, key),
    childrenOf: (key) => childrenOf(data, key),
    childKeysOf: (key) => childKeysOf(data, key),
    descendantsOf: (base) => descendantsOf(data, base),
  }
}
