import { licenseClasses } from '../../license/licenseClass.ts'
import { type Dictionary, findChainByHash, hasValue } from '../attributes/createDictionary.ts'
import { noRank, rankOfKind } from '../attributes/relationKinds.ts'
import { setBit } from '../columns/bitPlane.ts'
import { type Derived, singleKinds, type SingleKind } from '../columns/createDerived.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { attributeKinds } from '../indexedModel.ts'
import { hashPackedId, packedSource, readPackedId } from './packName.ts'

/** By code of the kind: which single it is. */
const singleOf = attributeKinds.map((kind): SingleKind | undefined => singleKinds.find((single) => single === kind))

interface PackedModel {
  /** The segment's, and where in them the length of this model's stands. */
  names: Buffer
  at: number
  /** The first `count` are its attributes, ascending. */
  attributes: Uint32Array
  count: number
}

/** Keeps ready what follows from a model's attributes; nothing is kept of its key yet. */
export function deriveModel({ columns, derived, dictionary }: IndexData, key: number, model: PackedModel): void {
  const { singles } = derived
  if (singles.author.length <= key) {
    for (const kind of singleKinds) singles[kind] = growArray(singles[kind], key + 1)
  }
  let isDerivative = false
  let groups: number[] | undefined
  // Downwards, so that of several values of one kind the lowest stays.
  for (let index = model.count - 1; index >= 0; index--) {
    const attribute = model.attributes[index]!
    const code = dictionary.kinds[attribute]!
    const single = singleOf[code]
    if (single !== undefined) singles[single][key] = attribute
    else if (rankOfKind[code] !== noRank) isDerivative = true
    const group = dictionary.groups[attribute]!
    if (group !== 0) (groups ??= []).push(group)
  }
  if (groups !== undefined && groups.length > 1) noteRepeats(derived, key, groups)
  setBit(derived.sources[packedSource(model.names, model.at)]!, key, true)
  const license = singles.license[key]!
  const licenseClass = license === 0 ? 'unknown' : derived.classOfLicense.get(license)
  if (licenseClass === undefined) throw new RangeError(`License ${license} was not added`)
  setBit(derived.licenseClasses[licenseClass], key, true)
  const authorAt = dictionary.offsets[singles.author[key]!]!
  const idHash = hashPackedId(model.names, model.at, dictionary.values, authorAt)
  const readId = () => readPackedId(model.names, model.at, dictionary.values, authorAt)
  setBit(columns.parents, key, isNamedAsParent(dictionary, findChainByHash(dictionary, idHash, readId)))
  setBit(columns.derivatives, key, isDerivative && hasOtherParent(dictionary, idHash, readId, model))
}

/** Undoes {@link deriveModel}. */
export function clearDerived(derived: Derived, key: number): void {
  for (const kind of singleKinds) derived.singles[kind][key] = 0
  for (const plane of derived.sources) setBit(plane, key, false)
  for (const name of licenseClasses) setBit(derived.licenseClasses[name], key, false)
  derived.repeats.delete(key)
}

function noteRepeats({ repeats }: Derived, key: number, groups: readonly number[]): void {
  const more = groups.filter((group, index) => groups.indexOf(group) < index)
  if (more.length > 0) repeats.set(key, more)
}

/** Whether any attribute of a chain is a relation. */
function isNamedAsParent({ kinds, next }: Dictionary, chain: number): boolean {
  for (let attribute = chain; attribute !== 0; attribute = next[attribute]!) {
    if (rankOfKind[kinds[attribute]!] !== noRank) return true
  }
  return false
}

function hasOtherParent(
  dictionary: Dictionary,
  idHash: number,
  readId: () => string,
  { attributes, count }: PackedModel,
): boolean {
  for (let index = 0; index < count; index++) {
    const attribute = attributes[index]!
    if (rankOfKind[dictionary.kinds[attribute]!] === noRank) continue
    if (dictionary.hashes[attribute] !== idHash) return true
    if (!hasValue(dictionary, attribute, readId().toLowerCase())) return true
  }
  return false
}
