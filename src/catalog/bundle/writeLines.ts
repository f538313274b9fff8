import type { WriteOutcome } from '../catalog.ts'
import type { TransactionWriter } from '../write/createRecordWriter.ts'
import type { Writer } from '../write/createWriter.ts'
import type { PreparedLines } from '../write/preparer/prepareLines.ts'
import { type ImportProgress, keepImportProgress } from './importProgress.ts'

/**
 * Writes a block of an import, and with each piece how far it has come.
 * @param before as it was kept with the piece before
 * @param end where the block ends in the file
 */
export async function writeLines(
  writer: Writer,
  lines: PreparedLines,
  { before, end, modelsPerTransaction }: { before: ImportProgress; end: number; modelsPerTransaction: number },
): Promise<ImportProgress> {
  const { length } = lines.records
  let progress = before
  let start = Math.min(before.records, length)
  do {
    const from = start
    start = Math.min(length, from + modelsPerTransaction)
    const to = start
    const kept = progress
    progress = await writer.write(async (transactionWriter, transaction) => {
      const counts = { ...kept.counts }
      for (const outcome of await writePiece(transactionWriter, lines, from, to)) counts[outcome]++
      if (to === length) counts.rejected += lines.rejected.length
      const next: ImportProgress =
        to === length
          ? { ...kept, offset: end, records: Math.max(0, kept.records - length), counts }
          : { ...kept, records: to, counts }
      await keepImportProgress(transaction, next)
      return next
    })
    await new Promise(setImmediate)
  } while (start < length)
  return progress
}

async function writePiece(
  writer: TransactionWriter,
  { records, removed }: PreparedLines,
  from: number,
  to: number,
): Promise<WriteOutcome[]> {
  const inPiece = removed.filter(([place]) => place >= from && place < to)
  const removedPlaces = new Set(inPiece.map(([place]) => place))
  const listed = records.slice(from, to).filter((_, place) => !removedPlaces.has(from + place))
  const results: { outcome: WriteOutcome }[] = await writer.writePrepared(listed)
  for (const [removedAt, places] of Map.groupBy(inPiece, ([, removedAt]) => removedAt)) {
    results.push(
      ...(await writer.addRemoved(
        places.map(([place]) => records[place]!),
        removedAt,
      )),
    )
  }
  return results.map(({ outcome }) => outcome)
}
