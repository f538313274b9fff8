import { z } from 'zod'

import { layoutNames } from '../library/layouts/foundModel.ts'
import type { Library } from '../library/library.ts'
import type { JobHandler } from './jobHandler.ts'
import { parsePayload } from './parsePayload.ts'

/** What an `import` job is asked. */
export const importPayload = z.object({
  /** Files and folders, absolute. */
  paths: z.array(z.string().min(1)).min(1),
  method: z.enum(['move', 'copy', 'link']),
  layout: z.enum(layoutNames).optional(),
  dryRun: z.boolean().optional(),
})

export interface ImportJobParts {
  library: Pick<Library, 'import'>
}

/** Two orders to import the same paths are one. */
export function importDedupeKey({ paths, method, dryRun }: z.input<typeof importPayload>): string {
  return `import:${method}:${dryRun ? 'dry:' : ''}${JSON.stringify(paths)}`
}

/**
 * Brings files and folders of the user's into the library. A job that was paused or died goes on where it stopped. Result: an
 * ImportReport.
 */
export function createImportJob({ library }: ImportJobParts): JobHandler {
  return async ({ job, signal, progress, log }) => {
    const report = await library.import({
      ...parsePayload(importPayload, job),
      signal,
      onProgress: ({ bytes, totalBytes, message }) =>
        progress({ done: bytes, total: totalBytes, unit: 'bytes', message }),
    })
    for (const { path, reason } of report.problems) await log('warn', `${path}: ${reason}`)
    for (const { name, skipped } of report.models) if (skipped !== undefined) await log('info', `${name}: ${skipped}`)
    progress({ done: report.bytes, total: report.bytes, unit: 'bytes', message: 'done' })
    return { ...report }
  }
}
