import { type SourceName, sourceNames } from '../../../ids/slug.ts'
import { addBytes, addText, emptyHash, mixHash } from '../hashText.ts'
import { readVarint, varintSize, writeVarint } from '../varint.ts'
import { writeUtf8 } from '../writeUtf8.ts'
import { entryEnd, entryStart } from './packedEntries.ts'

/*
 * A model's source, id and name in few bytes. Most ids are the author, a slash and the name.
 *
 *   entry = head rest
 *   head  = place of the source in sourceNames << 2 | form
 *   rest  = name                   form 0: the id is the author, "/", the name
 *         / name                   form 1: the id is the name
 *         / length id name         form 2: any other; the length of the id as varint
 */
const authorAndName = 0
const nameOnly = 1
const other = 2

/** @returns where it ends; `into` must have room for 8 bytes and three for each character */
export function packName(
  model: { source: SourceName; id: string; name: string; author: string | undefined },
  into: Buffer,
): number {
  const { id, name, author } = model
  const head = sourceNames.indexOf(model.source) << 2
  if (id === name) {
    into[0] = head | nameOnly
    return writeUtf8(name, into, 1)
  }
  if (author !== undefined && id.length === author.length + 1 + name.length && id === `${author}/${name}`) {
    into[0] = head | authorAndName
    return writeUtf8(name, into, 1)
  }
  into[0] = head | other
  const at = writeVarint(into, 1, Buffer.byteLength(id))
  return writeUtf8(name, into, writeUtf8(id, into, at))
}

/*
 * Below, `at` is where the entry's length stands, and `authorAt` where in the dictionary's `values` that of the model's
 * author does; it matters only when the id is made of it. No objects: families of thousands are read in milliseconds.
 */

export function readPackedId(names: Buffer, at: number, values: Buffer, authorAt: number): string {
  const start = entryStart(names, at)
  const nameStart = startOfName(names, start)
  switch (names[start]! & 3) {
    case authorAndName: {
      const author = values.toString('utf8', entryStart(values, authorAt), entryEnd(values, authorAt))
      return `${author}/${names.toString('utf8', nameStart, entryEnd(names, at))}`
    }
    case nameOnly:
      return names.toString('utf8', nameStart, entryEnd(names, at))
    default:
      return names.toString('utf8', nameStart - readVarint(names, start + 1), nameStart)
  }
}

export function readPackedName(names: Buffer, at: number): string {
  return names.toString('utf8', startOfName(names, entryStart(names, at)), entryEnd(names, at))
}

/** Bytes of the name as UTF-8. */
export function packedNameLength(names: Uint8Array, at: number): number {
  return entryEnd(names, at) - startOfName(names, entryStart(names, at))
}

/** The place of the source in sourceNames. */
export function packedSource(names: Uint8Array, at: number): number {
  return names[entryStart(names, at)]! >>> 2
}

/** The hash of the id without letter case: `hashText` of it, without making it. */
export function hashPackedId(names: Uint8Array, at: number, values: Uint8Array, authorAt: number): number {
  const start = entryStart(names, at)
  const nameStart = startOfName(names, start)
  switch (names[start]! & 3) {
    case authorAndName: {
      const author = addBytes(emptyHash, values, entryStart(values, authorAt), entryEnd(values, authorAt))
      return mixHash(addBytes(addText(author, '/'), names, nameStart, entryEnd(names, at)))
    }
    case nameOnly:
      return mixHash(addBytes(emptyHash, names, nameStart, entryEnd(names, at)))
    default:
      return mixHash(addBytes(emptyHash, names, nameStart - readVarint(names, start + 1), nameStart))
  }
}

function startOfName(names: Uint8Array, start: number): number {
  if ((names[start]! & 3) !== other) return start + 1
  const length = readVarint(names, start + 1)
  return start + 1 + varintSize(length) + length
}
