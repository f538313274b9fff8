import { WeighthouseError } from '../../foundation/errors.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { WriteCounts } from '../catalog.ts'
import type { Writer } from './createWriter.ts'
import type { RecordPreparer } from './preparer/createRecordPreparer.ts'

/**
 * Prepares and writes records of one source in one transaction; see Catalog.writeRecords.
 * @throws WeighthouseError INVALID_ARGUMENT when one of them cannot be understood; nothing is written then
 */
export async function writeRecords(
  { writer, preparer }: { writer: Writer; preparer: RecordPreparer },
  source: SourceName,
  batch: readonly unknown[],
): Promise<WriteCounts> {
  const { records, rejected } = await preparer.prepare(source, batch)
  const [first] = rejected
  if (first) {
    throw new WeighthouseError(
      'INVALID_ARGUMENT',
      `The record ${first.id ?? 'without id'} of ${source} cannot be understood: ${first.reason}`,
      { details: { source, id: first.id } },
    )
  }
  const results = await writer.write((writer) => writer.writePrepared(records))
  const counts: WriteCounts = { added: 0, changed: 0, unchanged: 0 }
  for (const { outcome } of results) counts[outcome]++
  return counts
}
