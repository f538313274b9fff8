/** What a `Content-Range` header says. All in bytes, `end` inclusive. */
export interface ContentRange {
  /** Undefined, like `end`, in the answer to a range that the file does not have. */
  start: number | undefined
  end: number | undefined
  /** Undefined when the server does not know the file's size. */
  total: number | undefined
}

// bytes 0-99/1000, or with a star for the size; or a star for the range, in answers with status 416.
const grammar = /^\s*bytes\s+(?:(\d{1,15})-(\d{1,15})|\*)\/(\d{1,15}|\*)\s*$/i

/**
 * Parses a `Content-Range` header; undefined for everything that is none, also for numbers that contradict each other.
 * https://www.rfc-editor.org/rfc/rfc9110#section-14.4
 */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const match = grammar.exec(header ?? '')
  if (!match) return undefined
  const [start, end, total] = match
    .slice(1)
    .map((text) => (text === undefined || text === '*' ? undefined : Number(text)))
  if (start === undefined || end === undefined) {
    return total === undefined ? undefined : { start: undefined, end: undefined, total }
  }
  if (end < start || (total !== undefined && end >= total)) return undefined
  return { start, end, total }
}
