/** Longer texts are not kept: no module and no name of one is as long. */
export const longestKeptText = 1024

/**
 * The text of a STRING line, `'os'` or `"os"` with Python's escapes; undefined when Python would refuse it.
 * https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences
 */
export function decodeQuoted(line: string): string | undefined {
  const text = line.trimEnd()
  const quote = text[0]
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) return undefined
  return text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g, (_all, hex?: string, octal?: string, other?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
      return escapes[other ?? ''] ?? `\\${other}`
    })
}

const escapes: Record<string, string | undefined> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** The text of a UNICODE line, in which `\u006f` and `\U0000006f` are letters, and any other backslash is itself. */
export function decodeEscaped(line: string): string {
  return line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[\s\S])/g, (all, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? '', 16)
    return Number.isNaN(code) || code > 0x10ffff ? all : String.fromCodePoint(code)
  })
}

/**
 * The whole number in a line, as Python's `int` reads it, or undefined. With spaces, a sign and underscores: a reader
 * that is stricter than Python stops where Python goes on.
 */
export function decodeNumber(line: string): number | undefined {
  const text = line.trim()
  return /^[+-]?\d+(?:_\d+)*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined
}
