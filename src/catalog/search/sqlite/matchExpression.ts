import type { SearchWord } from '../parseWords.ts'

/**
 * The words as an FTS5 expression. Every part is a quoted string, in which FTS5 has no operators, with `*` for "may go
 * on". https://sqlite.org/fts5.html#full_text_query_syntax
 */
export function matchAllWords(words: readonly SearchWord[]): string {
  return words.flatMap((word) => word.map(quotePart)).join(' AND ')
}

export function matchAnyWord(words: readonly SearchWord[]): string {
  return words.map((word) => `(${matchAllWords([word])})`).join(' OR ')
}

function quotePart(part: string): string {
  return `"${part.replaceAll('"', '""')}"*`
}
