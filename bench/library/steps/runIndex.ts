import { join } from 'node:path'

import { createLibrary } from '../../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { makeRoot } from '../makeRoot.ts'
import { measure, type Taken } from '../measure.ts'

/**
 * Takes up a root with so many new files: walked, recognised, their headers read, metadata.json and models.db written. Each round
 * into a library of its own; nothing is deleted in between, since ext4 looks for inodes longer after that.
 */
export async function runIndex(home: string, files: number, rounds: number): Promise<Taken[]> {
  const root = join(home, 'new')
  makeRoot(root, files)
  const store = await createLocalBlobStore({ directory: join(home, 'store') })
  const runs: Taken[] = []
  for (let round = 0; round < rounds; round++) {
    const library = await createLibrary({ directory: join(home, `library-${round}`), store })
    const run = await measure(async () => {
      const { added, problems } = await library.scan({ path: root })
      if (added !== files || problems.length > 0) throw new Error(`${added} models instead of ${files}`)
    })
    runs.push(run)
    await library.close()
  }
  return runs
}
