import { link, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { runClient } from '../clients/runClient.ts'
import { runOurVerify } from '../clients/runOurs.ts'
import { medianUsage } from '../clients/usage.ts'
import { type Bench, runInTurn } from '../runStep.ts'

/** The store reads the file again; both find it in memory if it fits, so that the hashing is compared and not the disk. */
export async function runVerify(bench: Bench): Promise<void> {
  const { space, file, peers } = bench
  const { openssl } = peers
  const directory = space.path('store')
  const path = await putIntoStore(directory, bench)
  try {
    const runs = await runInTurn<'verify_s' | 'verify_openssl_s'>(bench, [
      openssl && {
        key: 'verify_openssl_s',
        async run() {
          const run = await runClient(space, [openssl.path, 'dgst', '-sha256', path])
          if (!run.stdout.includes(file.sha256)) throw new Error(`openssl says: ${run.stdout}`)
          return run
        },
      },
      {
        key: 'verify_s',
        async run() {
          const usage = await runOurVerify(bench, directory, file.sha256)
          // A check of the store is a job of a process that runs anyway.
          return { ...usage, seconds: usage.ownSeconds }
        },
      },
    ])
    for (const [key, of] of runs) bench.recordRuns(key, of)
    const [ours, theirs] = [runs.get('verify_s')!, runs.get('verify_openssl_s')]
    if (theirs) bench.record('verify_vs_openssl', medianUsage(theirs).seconds / medianUsage(ours).seconds)
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** The served file under a second name: the same bytes need no second place on the disk. */
async function putIntoStore(directory: string, { file }: Bench): Promise<string> {
  const store = await createLocalBlobStore({ directory })
  try {
    const incoming = join(store.incomingDirectory, 'bench.partial')
    await link(file.path, incoming)
    await store.commitFile(incoming, { sha256: file.sha256, size: file.size })
    const path = store.localPath(file.sha256)
    if (path === undefined) throw new Error('A local store tells where a blob is.')
    return path
  } finally {
    await store.close()
  }
}
