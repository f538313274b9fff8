import { WeighthouseError } from '../../foundation/errors.ts'
import { tokenise } from '../index/words/tokenise.ts'

/** What a search text asks for. */
export interface SearchWords {
  /** Each must be found. */
  include: SearchWord[]
  /** None may be found. */
  exclude: SearchWord[]
  /** Words to include that may be a file's hash, or its beginning: 8 to 128 hexadecimal digits, in lower case. */
  hashes: string[]
  /** True when the text had something in it, but nothing that a search can find: no letter and no digit. */
  hopeless: boolean
}

export interface SearchWord {
  /** As typed, without the `-` that excludes. */
  text: string
  /** What to look for, folded; at least one. The word is found where all of them are, in whatever order. */
  tokens: readonly string[]
}

const longestQuery = 10_000
const mostQueryTokens = 100

/*
 * The grammar of search texts. Its one home.
 *
 *   text  = word *( white space word )
 *   word  = [ "-" ] anything else          a leading "-" excludes
 *
 * What counts in a word are its tokens (see index/words/tokenise.ts): `Qwen2.5-7B` asks for `qwen2.5` and `7b`,
 * `owner/name` and `owner--name` for all tokens of both. Words without a letter or digit are left out.
 */
const separators = /[\s\0-\x1f\x7f]+/
const hash = /^[0-9a-f]{8,128}$/i

/**
 * Reads a search text. Never fails for what is written, only for how much.
 * @throws WeighthouseError INVALID_ARGUMENT when the text is longer than 10,000 characters or 100 tokens
 */
export function parseWords(text: string): SearchWords {
  if (text.length > longestQuery) throw tooLong(`${text.length.toLocaleString('en')} characters`, '10,000 characters')
  const include = new Map<string, SearchWord>()
  const exclude = new Map<string, SearchWord>()
  const hashes = new Set<string>()
  let size = 0
  for (const word of text.toWellFormed().split(separators)) {
    const excluding = word.startsWith('-')
    const words = excluding ? exclude : include
    const written = excluding ? word.slice(1) : word
    const tokens = [...new Set(tokenise(written))]
    if (tokens.length === 0 || words.has(tokens.join(' '))) continue
    words.set(tokens.join(' '), { text: written, tokens })
    size += tokens.length
    if (!excluding && hash.test(written)) hashes.add(written.toLowerCase())
  }
  if (size > mostQueryTokens) throw tooLong(`${size.toLocaleString('en')} words`, '100')
  return {
    include: [...include.values()],
    exclude: [...exclude.values()],
    hashes: [...hashes],
    hopeless: text.trim() !== '' && include.size === 0 && exclude.size === 0,
  }
}

function tooLong(size: string, limit: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `The search text has ${size}; it may have ${limit}.`, {
    hint: 'Search for fewer words.',
  })
}
