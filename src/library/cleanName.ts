import { createHash } from 'node:crypto'

/** Longest cleaned name, in characters (all of them ASCII). */
const longestName = 128

// Letters that Unicode does not decompose into a base letter and a mark.
const letters: Record<string, string> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
}

// https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file: also with an extension.
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/**
 * The name of a model as a folder name on every platform: at most 128 of `A-Z a-z 0-9 . _ -`, neither hidden nor
 * ending with a dot, no device name of Windows. Marks are taken off letters; whatever else has no place becomes one
 * `-`. A name of which nothing is left becomes `model-` and the first 8 hex digits of its sha256. Cleaning twice
 * changes nothing.
 */
export function cleanName(name: string): string {
  const cleaned = trim(
    name
      .replace(/[^\0-\x7f]/g, (letter) => letters[letter] ?? letter)
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/\.{2,}/g, '.'),
  )
  if (cleaned === '') return `model-${shortHash(name)}`
  return trim(cleaned.replace(reserved, '$&_').slice(0, longestName))
}

/** The same name for another model: its last characters are the first 8 hex digits of sha256(slug), on every machine. */
export function distinguishName(cleaned: string, slug: string): string {
  const suffix = `-${shortHash(slug)}`
  return cleaned.slice(0, longestName - suffix.length) + suffix
}

function trim(name: string): string {
  return name.replace(/^[-.]+|[-.]+$/g, '')
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
