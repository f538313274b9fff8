import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { ifPresent } from '../../foundation/files/ifPresent.ts'

/** How many files are on their way, and the bytes that they take on the disk. */
export async function measureIncoming(folder: string): Promise<{ files: number; bytes: number }> {
  const sum = { files: 0, bytes: 0 }
  for (const name of await readdir(folder)) {
    const found = await ifPresent(lstat(join(folder, name)))
    if (!found?.isFile()) continue
    sum.files++
    // A file that is made at its full length before its bytes come takes only what came. The unit is 512 bytes.
    sum.bytes += Math.min(found.size, found.blocks * 512)
  }
  return sum
}
