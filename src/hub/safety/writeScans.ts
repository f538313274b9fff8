import type { Database } from '../../database/database.ts'
import { promisingEnding } from '../../formats/scan/expectFormat.ts'
import { scanRules } from '../../formats/scan/scanFile.ts'
import type { FileSafety, KnownFile } from './safety.ts'
import { bytesKey, placeOf } from './safetyParts.ts'

/** Keeps what was found; what an earlier scan found in the same files is forgotten. */
export async function writeScans(
  database: Database,
  scans: readonly { file: KnownFile; safety: FileSafety }[],
): Promise<void> {
  if (scans.length === 0) return
  const rows = scans.map(({ file, safety: { format, imports, reasons, verdict, scannedAt } }) => ({
    sha256: bytesKey(file) ?? '',
    ending: promisingEnding(file.path),
    rules: scanRules,
    verdict,
    report: JSON.stringify({ format, imports, reasons, place: placeOf(file) }),
    scanned_at: scannedAt,
  }))
  await database.write((transaction) =>
    transaction
      .insertInto('blob_scan')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['sha256', 'ending']).doUpdateSet(({ ref }) => ({
          rules: ref('excluded.rules'),
          verdict: ref('excluded.verdict'),
          report: ref('excluded.report'),
          scanned_at: ref('excluded.scanned_at'),
        })),
      )
      .execute(),
  )
}
