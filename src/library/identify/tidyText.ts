const mostWords = 100
const longestWord = 200

/**
 * A text from outside on one line: control characters gone, blanks joined, cut at `longest` characters. Undefined when it
 * is none, or nothing is left.
 */
export function tidyText(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string') return undefined
  // Cut first: what follows is work for each character.
  const text = value
    .slice(0, longest * 4)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed()
    .trim()
  return text === '' ? undefined : text
}

/** Words from outside, each tidied, each once, at most a hundred. */
export function tidyWords(values: readonly unknown[]): string[] {
  const words = new Set<string>()
  for (const value of values.slice(0, mostWords * 4)) {
    const word = tidyText(value, longestWord)
    if (word !== undefined) words.add(word)
    if (words.size === mostWords) break
  }
  return [...words]
}

/** HTML from outside as plain text: tags out, the usual entities in. Never shown as HTML. */
export function plainFromHtml(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value
    .slice(0, longest * 8)
    .replace(/<(?:script|style)\b[^>]*>[\s\S]*?(?:<\/(?:script|style)\s*>|$)/gi, ' ')
    .replace(/<\/?(?:p|br|li|div|h[1-6])\b[^>]*>/gi, '\n')
    .replace(/<[^>]*(?:>|$)/g, '')
    .replace(/&(?:nbsp|amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
  const lines = text
    .split('\n')
    .map((line) => tidyText(line, longest))
    .filter((line) => line !== undefined)
  const joined = lines.join('\n').slice(0, longest).toWellFormed()
  return joined === '' ? undefined : joined
}

const entities: Record<string, string> = {
  '&nbsp;': ' ',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}
