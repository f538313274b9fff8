import { z } from 'zod'

import type { Safety } from '../hub/safety/safety.ts'
import { layoutNames } from '../library/layouts/foundModel.ts'
import type { Library } from '../library/library.ts'
import type { Order } from '../order/order.ts'
import { checkShelves } from './checkShelves.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'
import { settleShelves } from './settleShelves.ts'

/** What a `scan` job is asked. */
export const scanPayload = z.object({
  /** Make models.db anew from the folders. */
  rebuild: z.boolean().optional(),
  /** Only this folder, which becomes a root. Absolute. */
  path: z.string().optional(),
  layout: z.enum(layoutNames).optional(),
  name: z.string().min(1).max(200).optional(),
  dryRun: z.boolean().optional(),
  emptied: z.boolean().optional(),
  /** Read everything in the roots again, and take up what was taken out of the library. */
  again: z.boolean().optional(),
})

/** Two scans of the same folder are one. */
export function scanDedupeKey({ rebuild, path, dryRun, again }: z.input<typeof scanPayload>): string {
  const what = path === undefined ? (rebuild ? 'scan:rebuild' : 'scan') : `scan:${path}`
  return `${what}${again ? ':again' : ''}${dryRun ? ':dry' : ''}`
}

export interface ScanJobParts {
  library: Pick<Library, 'scan' | 'iterate'>
  safety: Pick<Safety, 'scan'>
  order: Pick<Order, 'settle'>
}

/**
 * Reads the library's folders into models.db, then looks at the files whose safety is not known yet, and lets folders follow what their models are now. Result: the counts
 * of the library's ScanReport and of checkShelves, the problems, and the files that are not safe.
 */
export function createScanJob({ library, safety, order }: ScanJobParts): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const { rebuild = false, ...payload } = parsePayload(scanPayload, job)
    const report = await library.scan({
      ...payload,
      rebuild,
      signal,
      onProgress: ({ models, path }) => progress({ done: models, total: undefined, unit: 'models', message: path }),
    })
    for (const { path, reason } of report.problems.slice(0, mostLogged)) await log('warn', `${path}: ${reason}`)
    if (report.problems.length > mostLogged) {
      await log('warn', `${report.problems.length - mostLogged} more problems are in the result`)
    }
    for (const root of report.roots.filter(({ online }) => !online)) {
      await log('warn', `${root.path} is offline: ${root.offlineReason}. Its models stay known.`)
    }
    if (payload.dryRun) return { ...report }
    const settled = await settleShelves(order, { signal, log })
    // Whoever names a folder waits for it, not for the rest of the library.
    const root = payload.path === undefined ? undefined : report.roots[0]?.id
    const shelves = await checkShelves({ library, safety }, { signal, progress, log }, root)
    progress({ done: report.models, total: report.models, unit: 'models', message: 'done' })
    return { ...report, ...settled, ...shelves }
  }
}

const mostLogged = 100
