import { z } from 'zod'

import type { Order } from '../order/order.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What a `link_duplicates` job is asked. */
export const linkDuplicatesPayload = z.object({
  /** Also files in the user's own folders, among themselves. */
  inPlace: z.boolean().optional(),
  /** Only files with this hash. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

export const linkDuplicatesKey = 'link_duplicates'
const mostListed = 1000

/**
 * Makes hard links of files with the same bytes. What is linked stays when it is stopped, and can be taken back by undo; a
 * later try finds the rest. Result: `linked` files, `freedBytes`, and `skipped`, the first thousand with their reasons.
 */
export function createLinkDuplicatesJob({ order }: { order: Pick<Order, 'linkDuplicates'> }): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const { inPlace = false, sha256 } = parsePayload(linkDuplicatesPayload, job)
    const actions = await order.linkDuplicates({
      inPlace,
      sha256,
      signal,
      onProgress: ({ bytes, totalBytes, path }) =>
        progress({ done: bytes, total: totalBytes, unit: 'bytes', message: path }),
    })
    const linked = actions.filter(({ action }) => action === 'link')
    const skipped = actions.filter(({ action }) => action === 'skip').map(({ path, reason }) => ({ path, reason }))
    const freedBytes = linked.reduce((sum, { size }) => sum + size, 0)
    await log(
      'info',
      `${linked.length} files linked, ${freedBytes} bytes freed, ${skipped.length} files left as they are`,
    )
    return { linked: linked.length, freedBytes, skipped: skipped.slice(0, mostListed) }
  }
}
