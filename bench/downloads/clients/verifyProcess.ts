import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { readPeak } from './usage.ts'

/* A process of its own: reads one blob of a store as `verify` does, says what that took, and ends. */

// Only so that it has been compiled.
if (process.argv[2] === 'load') process.exit(0)

const [directory = '', expected = ''] = process.argv.slice(2)
const store = await createLocalBlobStore({ directory })
try {
  const startedAt = performance.now()
  const { sha256 } = await store.hash(expected)
  const seconds = (performance.now() - startedAt) / 1000
  process.stdout.write(`${JSON.stringify({ sha256, seconds, peakBytes: await readPeak('self') })}\n`)
} finally {
  await store.close()
}
