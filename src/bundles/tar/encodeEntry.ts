import { encodePaxRecords } from './paxRecords.ts'
import { encodeHeader, largestPlainSize, longestPlainName, paddingAfter } from './tarHeader.ts'

/**
 * All that stands before an entry's bytes: its header, and before that what has no room in it.
 *
 * @param entry.name relative, with forward slashes; nothing here checks it
 * @param entry.modifiedAt seconds since 1970
 */
export function encodeEntry({ name, size, modifiedAt }: { name: string; size: number; modifiedAt: number }): Buffer {
  const long = Buffer.byteLength(name) > longestPlainName
  const large = size > largestPlainSize
  const header = encodeHeader({
    name: long ? cut(name) : name,
    size: large ? 0 : size,
    type: '0',
    modifiedAt,
  })
  if (!long && !large) return header
  const records = encodePaxRecords({ ...(long ? { path: name } : {}), ...(large ? { size } : {}) })
  const before = encodeHeader({ name: cut(`PaxHeaders/${name}`), size: records.length, type: 'x', modifiedAt })
  return Buffer.concat([before, records, Buffer.alloc(paddingAfter(records.length)), header])
}

/** What a program without pax would see. Never in the middle of a character. */
function cut(name: string): string {
  let text = name
  while (Buffer.byteLength(text) > longestPlainName) text = text.slice(0, -1)
  return text.toWellFormed()
}
