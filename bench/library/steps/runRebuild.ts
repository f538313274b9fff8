import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { createLibrary } from '../../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { makeShelves } from '../makeShelves.ts'
import { measure, type Taken } from '../measure.ts'

/** Opens a library of so many models whose models.db is gone, so that it is made anew from what is on disk. */
export async function runRebuild(home: string, models: number, rounds: number): Promise<Taken[]> {
  const directory = join(home, 'shelves')
  makeShelves(directory, models)
  const store = await createLocalBlobStore({ directory: join(home, 'store') })
  const runs: Taken[] = []
  for (let round = 0; round < rounds; round++) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, `models.db${suffix}`), { force: true })
    let total = 0
    const run = await measure(async () => {
      const library = await createLibrary({ directory, store })
      total = (await library.list({ limit: 1 })).total
      await library.close()
    })
    if (total !== models) throw new Error(`${total} models instead of ${models}`)
    runs.push(run)
  }
  return runs
}
