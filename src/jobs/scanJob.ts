import { z } from 'zod'

import type { Library } from '../library/library.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What a `scan` job is asked. */
export const scanPayload = z.object({
  /** Make models.db anew from the folders. */
  rebuild: z.boolean().optional(),
})

/** Reads the library's folders into models.db. Result: the counts of the library's ScanReport, and the problems. */
export function createScanJob({ library }: { library: Pick<Library, 'scan'> }): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const { rebuild = false } = parsePayload(scanPayload, job)
    const report = await library.scan({
      rebuild,
      signal,
      onProgress: ({ models, path }) => progress({ done: models, total: undefined, unit: 'models', message: path }),
    })
    for (const { path, reason } of report.problems.slice(0, mostLogged)) await log('warn', `${path}: ${reason}`)
    if (report.problems.length > mostLogged) {
      await log('warn', `${report.problems.length - mostLogged} more problems are in the result`)
    }
    progress({ done: report.models, total: report.models, unit: 'models', message: 'done' })
    return { ...report }
  }
}

const mostLogged = 100
