import type { CatalogEntry } from '../catalog.ts'
import { exportColumns } from './exportColumns.ts'

/** Entries as one JSON object a line; what is not known is left out, times are ISO 8601. */
export async function* writeNdjson(batches: AsyncIterable<readonly CatalogEntry[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const entries of batches) yield encoder.encode(entries.map((entry) => `${toLine(entry)}\n`).join(''))
}

function toLine(entry: CatalogEntry): string {
  return JSON.stringify(
    Object.fromEntries(
      exportColumns.map(({ name, type, value }) => {
        const cell = value(entry)
        return [name, type === 'time' && cell !== undefined ? new Date(Number(cell)).toISOString() : cell]
      }),
    ),
  )
}
