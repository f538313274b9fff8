/** The FTS5 expression for words that must all be there, each as a beginning; undefined when `text` has no word. */
export function createSearchExpression(text: string): string | undefined {
  const words = text.match(/[\p{Letter}\p{Number}\p{Mark}]+/gu)
  return words?.map((word) => `"${word}"*`).join(' ')
}
