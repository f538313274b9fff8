import { z } from 'zod'

import type { Upkeep } from '../hub/upkeep/upkeep.ts'
import type { Order } from '../order/order.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What a `gc` job is asked. */
export const gcPayload = z.object({
  /** How long a blob that nothing names is kept, in milliseconds. */
  graceMs: z.number().int().min(0).optional(),
  /** Also what only old commits of models name. */
  oldCommits: z.boolean().optional(),
  /** Also when another house keeps blobs in the same store. */
  force: z.boolean().optional(),
})

export interface GcJobParts {
  upkeep: Pick<Upkeep, 'collectGarbage'>
  order: Pick<Order, 'expire'>
}

/** Empties what has been in the library's trash for too long, then removes the blobs that nothing names. Result: the GarbageReport. May be run again at any time. */
export function createGcJob({ upkeep, order }: GcJobParts): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const { graceMs, oldCommits, force } = parsePayload(gcPayload, job)
    const expired = await order.expire(signal)
    if (expired.entries.length > 0)
      await log('info', `Left the trash for good: ${expired.entries.map(({ note }) => note.slug).join(', ')}`)
    const report = await upkeep.collectGarbage({
      graceMs,
      oldCommits,
      force,
      signal,
      onProgress: ({ blobs, message }) => progress({ done: blobs, total: undefined, unit: 'blobs', message }),
    })
    const { removed, waiting, trash, incomingFiles } = report
    await log('info', `${removed.blobs} blobs of ${removed.bytes} bytes removed, ${waiting.blobs} wait for their time`)
    if (trash.blobs > 0) await log('info', `${trash.blobs} blobs that an earlier run had left in the trash removed`)
    if (incomingFiles > 0) await log('info', `${incomingFiles} files of downloads that nobody came back for removed`)
    return { ...report }
  }
}
