import { z } from 'zod'

import type { Library } from '../library/library.ts'
import type { Order } from '../order/order.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'
import { settleShelves } from './settleShelves.ts'

/** What a `hash` job is asked. */
export const hashPayload = z.object({
  /** Path, id or name of one root; without it all that are online, and the library. */
  root: z.string().min(1).optional(),
})

export interface HashJobParts {
  library: Pick<Library, 'hash'>
  order: Pick<Order, 'settle'>
  /** Told the models whose files have hashes now: what they are may be known better. */
  identifyAgain?: ((slugs: readonly string[], signal: AbortSignal) => Promise<void>) | undefined
}

const mostLogged = 100

/** Two orders to hash the same root are one. */
export function hashDedupeKey({ root }: z.input<typeof hashPayload>): string {
  return root === undefined ? 'hash' : `hash:${root}`
}

/**
 * Works out sha256 and BLAKE3 of files that have none. What is done is kept, so a job that was paused or died goes on where it
 * stopped. Result: the counts of HashReport and the files that were passed over.
 */
export function createHashJob({ library, order, identifyAgain }: HashJobParts): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const { root } = parsePayload(hashPayload, job)
    const { slugs, ...report } = await library.hash({
      root,
      signal,
      onProgress: ({ bytes, totalBytes, files, totalFiles }) =>
        progress({ done: bytes, total: totalBytes, unit: 'bytes', message: `${files} of ${totalFiles} files` }),
    })
    for (const { path, reason } of report.skipped.slice(0, mostLogged)) await log('warn', `${path}: ${reason}`)
    if (slugs.length > 0) await identifyAgain?.(slugs, signal)
    const settled = await settleShelves(order, { signal, log })
    progress({ done: report.bytes, total: report.bytes, unit: 'bytes', message: 'done' })
    return { ...report, ...settled, skipped: report.skipped.slice(0, 1000) }
  }
}
