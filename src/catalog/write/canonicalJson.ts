/**
 * JSON with the keys of every object in one order, so that equal content has equal text whatever order a source writes.
 * Fields of the record itself that begin with `_` are marks of a crawl and not content, except Hugging Face's `_id`.
 */
export function canonicalJson(record: unknown): string {
  return JSON.stringify(inOrder(withoutMarks(record))) ?? 'null'
}

/** True when {@link withoutMarks} leaves something out. */
export function hasMarks(record: object): boolean {
  for (const field in record) if (isMark(field)) return true
  return false
}

/** A copy whose objects have their keys in one order; what needs no ordering is shared. */
function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.some(isNested) ? value.map(inOrder) : value
  const fields = Object.keys(value)
  // Most come in order; sorting them would cost more than looking.
  if (!isSorted(fields)) fields.sort()
  const ordered: Record<string, unknown> = {}
  for (const field of fields) {
    const content = inOrder((value as Record<string, unknown>)[field])
    if (field === '__proto__') Object.defineProperty(ordered, field, { value: content, enumerable: true })
    else ordered[field] = content
  }
  return ordered
}

/** A record without the marks of a crawl. */
export function withoutMarks(record: unknown): unknown {
  if (record === null || typeof record !== 'object' || Array.isArray(record) || !hasMarks(record)) return record
  return Object.fromEntries(Object.entries(record).filter(([field]) => !isMark(field)))
}

function isMark(field: string): boolean {
  return field.charCodeAt(0) === underscore && field !== '_id'
}

const underscore = 0x5f

function isNested(value: unknown): boolean {
  return value !== null && typeof value === 'object'
}

function isSorted(texts: readonly string[]): boolean {
  for (let index = 1; index < texts.length; index++) if (texts[index]! < texts[index - 1]!) return false
  return true
}
