import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'

import type { CatalogEntry } from '../catalog.ts'
import { type ExportColumn, exportColumns } from './exportColumns.ts'

/** Rows of a group: what is held in memory at once, and what a reader can skip. */
const rowsOfGroup = 10_000

const parquetTypes = {
  text: 'STRING',
  integer: 'INT64',
  real: 'DOUBLE',
  flag: 'BOOLEAN',
  time: 'TIMESTAMP',
  // A JSON array: readers that know no nested columns can read it, too.
  list: 'JSON',
} as const

/** Entries as a Parquet file, one row group after the other. https://parquet.apache.org/docs/file-format/ */
export async function* writeParquet(batches: AsyncIterable<readonly CatalogEntry[]>): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: toColumns([]) }),
    createdBy: 'weighthouse',
  })
  let rows: CatalogEntry[] = []
  for await (const entries of batches) {
    rows.push(...entries)
    if (rows.length < rowsOfGroup) continue
    await parquet.write({ columnData: toColumns(rows), rowGroupSize: rows.length })
    rows = []
    yield take(writer)
  }
  if (rows.length > 0) await parquet.write({ columnData: toColumns(rows), rowGroupSize: rows.length })
  await parquet.finish()
  yield take(writer)
}

/** What was written since the last call; `offset` goes on counting, as the file's footer needs. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}

function toColumns(entries: readonly CatalogEntry[]) {
  return exportColumns.map((column) => ({
    name: column.name,
    type: parquetTypes[column.type],
    nullable: true,
    data: entries.map((entry) => toValue(column, entry)),
  }))
}

function toValue({ type, value }: ExportColumn, entry: CatalogEntry): unknown {
  const cell = value(entry)
  if (cell === undefined) return null
  if (type === 'integer') return BigInt(Math.round(Number(cell)))
  return type === 'time' ? new Date(Number(cell)) : cell
}
