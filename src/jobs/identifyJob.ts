import { z } from 'zod'

import type { IdentifyOptions, IdentifyReport } from '../library/identify/identifyParts.ts'
import type { Order } from '../order/order.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'
import { settleShelves } from './settleShelves.ts'

/** What an `identify` job is asked. */
export const identifyPayload = z.object({
  /** Slugs; without them every model that no source gave. */
  models: z.array(z.string().min(1)).optional(),
  /** Also ask sources over the network. */
  online: z.boolean().optional(),
  /** Ask again for what a source did not know, and read headers and sidecars again. */
  again: z.boolean().optional(),
  /** Write nothing; tell what would change. */
  dryRun: z.boolean().optional(),
})

export interface IdentifyJobParts {
  /** See identifyLibrary.ts. */
  identify: (options: IdentifyOptions) => Promise<IdentifyReport>
  order: Pick<Order, 'settle'>
}

const mostLogged = 100

/** Two orders to identify the same models in the same way are one. */
export function identifyDedupeKey({ models = [], online, again, dryRun }: z.input<typeof identifyPayload>): string {
  return ['identify', online ? 'online' : '', again ? 'again' : '', dryRun ? 'dry' : '', ...models.toSorted()].join(':')
}

/** Finds out more of library models by the hashes of their files. Result: the counts of IdentifyReport, and the problems; folders follow what their models are now. */
export function createIdentifyJob({ identify, order }: IdentifyJobParts): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const payload = parsePayload(identifyPayload, job)
    const report = await identify({
      ...payload,
      signal,
      onProgress: ({ done, total, slug }) => progress({ done, total, unit: 'models', message: slug }),
    })
    for (const { slug, reason } of report.problems.slice(0, mostLogged)) await log('warn', `${slug}: ${reason}`)
    if (report.stopped !== undefined) await log('warn', `CivitAI was not asked for the rest: ${report.stopped}`)
    const { stopped, ...counts } = report
    const settled = payload.dryRun ? {} : await settleShelves(order, { signal, log })
    return {
      ...settled,
      ...counts,
      problems: report.problems.slice(0, 1000),
      ...(stopped !== undefined && { stopped }),
    }
  }
}
