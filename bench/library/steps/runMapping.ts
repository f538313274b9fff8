import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createApps } from '../../../src/apps/createApps.ts'
import { openDatabase } from '../../../src/database/openDatabase.ts'
import { createLibrary } from '../../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { makeComfyui } from '../../../test/support/comfyuiDouble.ts'
import { makeShelves } from '../makeShelves.ts'

/** What one step took, in seconds. */
export interface StepTime {
  seconds: number
  /** Of this process, user and system. */
  cpuSeconds: number
}

/**
 * Maps so many models into a ComfyUI with nothing in it, then plans again when there is nothing to do. The ledger is
 * written, the disk is the one of the temporary folder.
 */
export async function runMapping(links: number): Promise<{ apply: StepTime; plan: StepTime }> {
  const home = await mkdtemp(join(tmpdir(), 'weighthouse-bench-map-'))
  try {
    const directory = join(home, 'models')
    makeShelves(directory, links)
    const store = await createLocalBlobStore({ directory: join(home, 'store') })
    const library = await createLibrary({ directory, store })
    await library.scan()
    const database = await openDatabase(join(home, 'weighthouse.db'))
    const apps = createApps({
      database,
      library,
      mappingDirectories: [join(import.meta.dirname, '../../../config/mappings')],
      surroundings: { home, env: {}, platform: process.platform },
    })
    await makeComfyui(join(home, 'ComfyUI'))
    await apps.add('comfyui', join(home, 'ComfyUI'))
    const apply = await measure(async () => check((await apps.map())[0]?.created, links))
    const plan = await measure(async () => check((await apps.map({ dryRun: true }))[0]?.kept, links))
    await apps.unmap()
    await database.close()
    await library.close()
    return { apply, plan }
  } finally {
    await rm(home, { recursive: true })
  }
}

async function measure(work: () => Promise<void>): Promise<StepTime> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { seconds, cpuSeconds: (user + system) / 1e6 }
}

function check(done: number | undefined, wanted: number): void {
  if (done !== wanted) throw new Error(`${done} links instead of ${wanted}`)
}
