import type { CatalogEntry } from '../catalog.ts'
import { type Cell, type ExportColumn, exportColumns } from './exportColumns.ts'

/**
 * Entries as CSV: UTF-8, CRLF, a header line, fields quoted where they must be; times as ISO 8601, lists joined by `; `.
 * A text that a spreadsheet would take for a formula gets a `'` in front.
 * https://www.rfc-editor.org/rfc/rfc4180
 */
export async function* writeCsv(batches: AsyncIterable<readonly CatalogEntry[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(`${exportColumns.map(({ name }) => name).join(',')}\r\n`)
  for await (const entries of batches) {
    yield encoder.encode(
      entries.map((entry) => `${exportColumns.map((column) => cell(column, entry)).join(',')}\r\n`).join(''),
    )
  }
}

function cell(column: ExportColumn, entry: CatalogEntry): string {
  const text = toText(column, column.value(entry))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function toText({ type }: ExportColumn, value: Cell): string {
  if (value === undefined) return ''
  if (type === 'time') return new Date(Number(value)).toISOString()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : value.join('; ')
  // https://owasp.org/www-community/attacks/CSV_Injection
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
