import { z } from 'zod'

import type { Bundles } from '../bundles/bundles.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What a `bundle_export` job is asked. */
export const bundleExportPayload = z.object({
  /** Absolute path of this machine. */
  file: z.string().min(1),
  /** Whatever names models; none means all that are in the library. */
  models: z.array(z.string().min(1)).default([]),
  /** Bytes of a part, at least a megabyte. */
  splitBytes: z.number().int().min(1_000_000).optional(),
  /** Absolute path of a private key. */
  signKey: z.string().min(1).optional(),
})

/** Writes models as one file. Taken up again, it goes on at the last whole entry. Result: the ExportReport. */
export function createBundleExportJob({ bundles }: { bundles: Pick<Bundles, 'exportModels'> }): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const report = await bundles.exportModels({
      ...parsePayload(bundleExportPayload, job),
      signal,
      onProgress: ({ doneBytes, totalBytes, message }) =>
        progress({ done: doneBytes, total: totalBytes, unit: 'bytes', message }),
    })
    const { models, files, bytes, writtenBytes } = report
    await log('info', `${models.length} models, ${bytes} bytes in ${files.length} files, ${writtenBytes} bytes written`)
    return { ...report }
  }
}
