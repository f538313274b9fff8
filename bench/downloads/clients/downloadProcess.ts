import { z } from 'zod'

import { downloadFile } from '../../../src/downloads/downloadFile.ts'
import { createFileFollower } from '../../../src/downloads/hashing/createFileFollower.ts'
import { createHttpClient } from '../../../src/foundation/http/createHttpClient.ts'
import { silentLog } from '../../../src/foundation/log.ts'
import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { readPeak } from './usage.ts'

/* A process of its own: brings one file into a local store, says what that took, and ends. */

// Only so that it has been compiled.
if (process.argv[2] === 'load') process.exit(0)

const order = z.object({ directory: z.string(), url: z.string(), size: z.number(), sha256: z.string() })
const { directory, ...file } = order.parse(JSON.parse(process.argv[2] ?? ''))
const startedAt = performance.now()
const store = await createLocalBlobStore({ directory })
const http = createHttpClient({ timeoutMs: 30_000, userAgent: 'weighthouse/bench', log: silentLog })
const follower = createFileFollower()
try {
  const { sha256, verified, fetchedBytes } = await downloadFile({
    file: { ...file, label: 'model' },
    store,
    http,
    follower,
  })
  const seconds = (performance.now() - startedAt) / 1000
  const peakBytes = await readPeak('self')
  process.stdout.write(`${JSON.stringify({ sha256, verified, fetchedBytes, seconds, peakBytes })}\n`)
} finally {
  await http.close()
  await follower.close()
  await store.close()
}
