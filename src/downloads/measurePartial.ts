import { lstat } from 'node:fs/promises'

import { systemErrorCode } from '../foundation/errors.ts'
import { readJournal, trustedRanges } from './downloadJournal.ts'
import type { FileToDownload } from './fileToDownload.ts'
import { partialPaths } from './partialPaths.ts'
import { readBootId } from './readProcessIdentity.ts'

/** How many bytes of `file` a download would not fetch again. Reads only; 0 when nothing is here. */
export async function measurePartial(incomingDirectory: string, file: FileToDownload): Promise<number> {
  const paths = partialPaths(incomingDirectory, file)
  try {
    const { size } = await lstat(paths.partial)
    const expected = { size: file.size, sha256: file.sha256, gitSha1: file.gitSha1 }
    const bootId = await readBootId()
    return trustedRanges(await readJournal(paths.journal, bootId), expected, size, bootId).total
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0
    throw error
  }
}
