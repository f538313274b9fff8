import { WeighthouseError } from '../../foundation/errors.ts'
import type { CatalogThreads } from '../thread/createCatalogThreads.ts'
import { toLines } from '../write/preparer/createRecordPreparer.ts'
import type { PageWriter } from './syncPages.ts'

/**
 * A thread that prepares and writes pages; what it has written is searchable within a second or so.
 * @param signal when the catalog is being closed: who writes then gets CANCELLED
 */
export async function openPageThread(threads: CatalogThreads, signal: AbortSignal): Promise<PageWriter> {
  const thread = await threads.start()
  return {
    async write(run, { records, cursor, rejected }) {
      if (signal.aborted) throw new WeighthouseError('CANCELLED', 'The catalog is being closed.')
      const lines = await toLines(run.source, records)
      const result = await thread.do({ kind: 'page', run, page: { cursor, rejected }, lines })
      if (result.kind !== 'written') throw new TypeError(`A page has ended as ${result.kind}`)
      return result.run
    },
    close: () => thread.end(),
  }
}
