/**
 * JSON with the keys of every object in order, so that equal content has equal text whatever order a source writes.
 * Fields of the record itself that begin with `_` are marks of a crawl and not content, except Hugging Face's `_id`.
 */
export function canonicalJson(record: unknown): string {
  if (record === null || typeof record !== 'object' || Array.isArray(record)) return write(record)
  return writeFields(record, (field) => !field.startsWith('_') || field === '_id')
}

function write(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  return writeFields(value, () => true)
}

function writeFields(value: object, isContent: (field: string) => boolean): string {
  const fields = Object.entries(value).filter(([field, content]) => content !== undefined && isContent(field))
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([field, content]) => `${JSON.stringify(field)}:${write(content)}`).join(',')}}`
}
