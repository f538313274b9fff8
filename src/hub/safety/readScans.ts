import { z } from 'zod'

import type { Database } from '../../database/database.ts'
import { scanRules } from '../../formats/scan/scanFile.ts'
import { verdicts } from '../../formats/scan/verdict.ts'
import type { FileSafety, KnownFile } from './safety.ts'
import { joinKey, scanKey } from './safetyParts.ts'

/** What `writeScans` writes besides the columns. */
const storedReport = z.object({
  format: z.custom<FileSafety['format']>((value) => typeof value === 'string'),
  imports: z.array(z.object({ name: z.string(), verdict: z.enum(verdicts) })),
  reasons: z.array(z.string()),
})
const storedVerdict = z.enum(verdicts)

const askedAtOnce = 500

/** What was found by today's rules in these files, by their `scanKey`. */
export async function readScans(database: Database, files: readonly KnownFile[]): Promise<Map<string, FileSafety>> {
  const wanted = new Set(files.map(scanKey))
  const hashes = [...new Set(files.flatMap(({ sha256 }) => sha256 ?? []))]
  const known = new Map<string, FileSafety>()
  for (let start = 0; start < hashes.length; start += askedAtOnce) {
    const rows = await database.kysely
      .selectFrom('blob_scan')
      .selectAll()
      .where('sha256', 'in', hashes.slice(start, start + askedAtOnce))
      .where('rules', '=', scanRules)
      .execute()
    for (const row of rows) {
      const key = joinKey(row.sha256, row.ending)
      if (!wanted.has(key)) continue
      const report = storedReport.parse(JSON.parse(row.report))
      known.set(key, { ...report, verdict: storedVerdict.parse(row.verdict), scannedAt: row.scanned_at })
    }
  }
  return known
}
