import type { UnsafeFile } from './checkSafety.ts'
import type { JobContext } from './jobHandler.ts'
import type { ScanJobParts } from './scanJob.ts'

/** What is known of the safety of the library's files. */
export interface ShelvesSafety {
  /** Counts of files. */
  safe: number
  suspicious: number
  dangerous: number
  /** Files that were not looked at: the store no longer has their bytes, or they changed since they were seen, or are away. */
  unknown: number
  /** Those that are not safe, with the model; the first thousand. */
  unsafe: (UnsafeFile & { slug: string })[]
}

const mostTold = 1000
const mostLogged = 100

/**
 * Looks at the files of every library model, or of those in one root, each once, and says in the log which are not safe.
 * @param root id of the root
 */
export async function checkShelves(
  { library, safety }: Pick<ScanJobParts, 'library' | 'safety'>,
  { signal, progress, log }: Pick<JobContext, 'signal' | 'progress' | 'log'>,
  root?: string,
): Promise<ShelvesSafety> {
  const shelves: ShelvesSafety = { safe: 0, suspicious: 0, dangerous: 0, unknown: 0, unsafe: [] }
  let models = 0
  for await (const { slug, files, ...model } of library.iterate()) {
    signal.throwIfAborted()
    if (root !== undefined && model.root !== root) continue
    progress({ done: ++models, total: undefined, unit: 'models', message: slug })
    const find = await safety.scan(files, { signal })
    for (const file of files) {
      const found = find(file)
      shelves[found?.verdict ?? 'unknown']++
      if (!found || found.verdict === 'safe' || shelves.unsafe.length >= mostTold) continue
      const { verdict, format, reasons } = found
      shelves.unsafe.push({ slug, path: file.path, verdict, format, reasons })
      if (shelves.unsafe.length <= mostLogged)
        await log('warn', `${slug}: ${file.path} is ${verdict}: ${reasons.join('; ')}`)
    }
  }
  return shelves
}
