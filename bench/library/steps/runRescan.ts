import { join } from 'node:path'

import { createLibrary } from '../../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { makeRoot } from '../makeRoot.ts'
import { measure, type Taken } from '../measure.ts'

/** Looks again at a root of so many files of which none has changed: every one is asked for its size and time. */
export async function runRescan(home: string, files: number, rounds: number): Promise<Taken[]> {
  const root = join(home, 'many')
  makeRoot(root, files)
  const store = await createLocalBlobStore({ directory: join(home, 'store') })
  const library = await createLibrary({ directory: join(home, 'library-many'), store })
  await library.scan({ path: root })
  const runs: Taken[] = []
  for (let round = 0; round < Math.max(3, rounds); round++) {
    const run = await measure(async () => {
      const { roots } = await library.scan({ path: root })
      if (roots[0]?.unchanged !== files) throw new Error(`${roots[0]?.unchanged} unchanged instead of ${files}`)
    })
    runs.push(run)
  }
  await library.close()
  return runs
}
