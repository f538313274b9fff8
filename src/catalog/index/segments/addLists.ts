import { addList, type Postings, seekList } from './postings.ts'

/**
 * Sets the bits of the keys that any of these attributes' lists have.
 * @param attributes ascending, at least one
 * @param into bits whose first word is that of the segment's range
 */
export function addLists(postings: Postings, attributes: ArrayLike<number>, into: Uint32Array): void {
  if (attributes.length > postings.attributes.length >>> 5) addMany(postings, attributes, into)
  else addFew(postings, attributes, into)
}

function addFew(postings: Postings, attributes: ArrayLike<number>, into: Uint32Array): void {
  let list = 0
  for (let index = 0; index < attributes.length; index++) {
    list = seekList(postings, attributes[index]!, list)
    if (postings.attributes[list] === attributes[index]) addList(postings, list, into)
  }
}

/** Goes through all lists: with many attributes that is faster than looking each of them up. */
function addMany(postings: Postings, attributes: ArrayLike<number>, into: Uint32Array): void {
  const { attributes: all, counts, offsets, bytes, words } = postings
  let index = 0
  let attribute = attributes[0]!
  for (let list = 0; list < all.length; list++) {
    if (all[list]! < attribute) continue
    while (attribute < all[list]!) {
      if (++index === attributes.length) return
      attribute = attributes[index]!
    }
    if (attribute !== all[list]) continue
    const count = counts[list]!
    if (count > words) {
      addList(postings, list, into)
      continue
    }
    // As in addList; most of many lists have one or two models, for which the call would take longer.
    let next = offsets[list]!
    let key = 0
    for (let left = count; left > 0; left--) {
      let byte = bytes[next++]!
      let gap = byte & 0x7f
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[next++]!
        gap |= (byte & 0x7f) << shift
      }
      key += gap
      into[key >>> 5]! |= 1 << key
    }
  }
}
