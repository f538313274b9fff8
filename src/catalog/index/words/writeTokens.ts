import { tokenise } from './tokenise.ts'

/** For each ASCII code the byte that a token has for it: letters in lower case, digits; 0 separates. */
const asciiTokenBytes = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase()
  return /[a-z0-9]/.test(character) ? character.charCodeAt(0) : 0
})
const point = 0x2e

/**
 * Writes the tokens of a text as UTF-8, each followed by one or more zeros. The same tokens as `tokenise`, without a
 * string for each: nearly all names are ASCII, and they come by the million.
 * @param into its `bytes` are replaced when the text needs more
 * @returns how many bytes were written
 */
export function writeTokens(text: string, into: { bytes: Uint8Array<ArrayBuffer> }): number {
  const { length } = text
  if (into.bytes.length <= length) into.bytes = new Uint8Array(2 * length + 64)
  const { bytes } = into
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code > 0x7f) return writeAnyTokens(text, into)
    let byte = asciiTokenBytes[code]!
    if (code === point && index > 0 && index + 1 < length) {
      if (isDigit(text.charCodeAt(index - 1)) && isDigit(text.charCodeAt(index + 1))) byte = point
    }
    bytes[index] = byte
  }
  bytes[length] = 0
  return length + 1
}

function writeAnyTokens(text: string, into: { bytes: Uint8Array<ArrayBuffer> }): number {
  const joined = `${tokenise(text).join('\0')}\0`
  if (into.bytes.length < 3 * joined.length) into.bytes = new Uint8Array(3 * joined.length)
  return new TextEncoder().encodeInto(joined, into.bytes).written
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
