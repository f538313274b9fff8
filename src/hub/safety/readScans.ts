import { z } from 'zod'

import type { Database } from '../../database/database.ts'
import { scanRules } from '../../formats/scan/scanFile.ts'
import { verdicts } from '../../formats/scan/verdict.ts'
import type { DangerousPlace, FileSafety, KnownFile } from './safety.ts'
import { bytesKey, joinKey, placePattern, scanKey } from './safetyParts.ts'

/** What `writeScans` writes besides the columns. */
const storedReport = z.object({
  format: z.custom<FileSafety['format']>((value) => typeof value === 'string'),
  imports: z.array(z.object({ name: z.string(), verdict: z.enum(verdicts) })),
  reasons: z.array(z.string()),
  place: z.object({ location: z.string(), size: z.number(), mtimeMs: z.number() }).optional(),
})
const storedVerdict = z.enum(verdicts)

const askedAtOnce = 500

/** What was found by today's rules in these files, by their `scanKey`. */
export async function readScans(database: Database, files: readonly KnownFile[]): Promise<Map<string, FileSafety>> {
  const wanted = new Set(files.map(scanKey))
  const hashes = [...new Set(files.flatMap((file) => bytesKey(file) ?? []))]
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
      const { place: _place, ...report } = storedReport.parse(JSON.parse(row.report))
      known.set(key, { ...report, verdict: storedVerdict.parse(row.verdict), scannedAt: row.scanned_at })
    }
  }
  return known
}

/** Files without a blob that today's rules call dangerous, by location. */
export async function readDangerousPlaces(database: Database): Promise<Map<string, DangerousPlace>> {
  const rows = await database.kysely
    .selectFrom('blob_scan')
    .select('report')
    .where('verdict', '=', 'dangerous')
    .where('sha256', 'like', placePattern)
    .where('rules', '=', scanRules)
    .orderBy('scanned_at')
    .execute()
  return new Map(
    rows.flatMap((row) => {
      const { place, reasons } = storedReport.parse(JSON.parse(row.report))
      return place ? [[place.location, { ...place, reasons }] as const] : []
    }),
  )
}
