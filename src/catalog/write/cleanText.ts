/** Longer values say no more to anybody, and PostgreSQL indexes none beyond 2,700 bytes. */
const longestValue = 500

/**
 * A text that both engines can keep: without NUL, which PostgreSQL has not, and without lone surrogates, which UTF-8 has
 * not.
 */
export function cleanText(text: string, longest = longestValue): string {
  const cut = text.length > longest ? text.slice(0, longest) : text
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}
