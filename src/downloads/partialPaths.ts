import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { FileToDownload } from './fileToDownload.ts'
import { stableUrl } from './stableUrl.ts'

/** The three files of a download on its way. */
export interface PartialPaths {
  /** The bytes so far, from the first on. */
  partial: string
  /** What is known about them; see downloadJournal.ts. */
  journal: string
  /** Which process writes them; see lockFile.ts. */
  lock: string
}

/**
 * Names a download by its content where that is known, so that the same file of two repos is fetched once and survives
 * a changed address; else by its address without signatures. Nothing from outside becomes part of a path.
 */
export function partialPaths(incomingDirectory: string, file: FileToDownload): PartialPaths {
  const name = file.sha256 ?? file.gitSha1 ?? stableUrl(file.url)
  const key = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return {
    partial: join(incomingDirectory, `${key}.partial`),
    journal: join(incomingDirectory, `${key}.journal`),
    lock: join(incomingDirectory, `${key}.lock`),
  }
}
