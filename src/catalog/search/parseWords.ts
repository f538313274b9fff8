import { WeighthouseError } from '../../foundation/errors.ts'

/** What a search text asks for. */
export interface SearchWords {
  /** Each must be found. */
  include: SearchWord[]
  /** None may be found. */
  exclude: SearchWord[]
  /** True when the text had something in it, but nothing that a search can find: no letter and no digit. */
  hopeless: boolean
}

/** One word as written; all of its parts must be found, each as neighbouring tokens of which the last may go on. */
export type SearchWord = readonly string[]

const longestQuery = 10_000
const mostQueryTokens = 100

/*
 * The grammar of search texts. Its one home.
 *
 *   text  = word *( white space word )
 *   word  = [ "-" ] part *( ( "/" / "--" ) part )     a leading "-" excludes
 *   part  = anything else, of which letters and digits count
 *
 * `owner/name` and `owner--name` are two parts, because owner and name are two fields. Parts without a letter or digit
 * separate, as they do in names, and are left out.
 */
const token = /[\p{L}\p{N}\p{Co}]+/gu

/**
 * Reads a search text. Never fails for what is written, only for how much.
 * @throws WeighthouseError INVALID_ARGUMENT when the text is longer than 10,000 characters or 100 pieces
 */
export function parseWords(text: string): SearchWords {
  if (text.length > longestQuery) throw tooLong(`${text.length.toLocaleString('en')} characters`, '10,000 characters')
  const include = new Map<string, SearchWord>()
  const exclude = new Map<string, SearchWord>()
  let tokens = 0
  // NUL would end the text inside the search engine; it separates words, as every control character does.
  for (const word of text.toWellFormed().split(/[\s\0-\x1f\x7f]+/)) {
    const excluding = word.startsWith('-')
    const parts = splitWord(excluding ? word.slice(1) : word)
    const words = excluding ? exclude : include
    if (parts.length === 0 || words.has(parts.join('/'))) continue
    words.set(parts.join('/'), parts)
    tokens += parts.reduce((sum, part) => sum + (part.match(token)?.length ?? 0), 0)
  }
  if (tokens > mostQueryTokens) throw tooLong(`${tokens.toLocaleString('en')} words`, '100')
  return {
    include: [...include.values()],
    exclude: [...exclude.values()],
    hopeless: text.trim() !== '' && include.size === 0 && exclude.size === 0,
  }
}

function splitWord(word: string): SearchWord {
  return word.split(/\/|--/).filter((part) => part.search(token) >= 0)
}

function tooLong(size: string, limit: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `The search text has ${size}; it may have ${limit}.`, {
    hint: 'Search for fewer words.',
  })
}
