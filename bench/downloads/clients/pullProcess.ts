import { openWeighthouse } from '../../../src/compose.ts'
import { loadConfig } from '../../../src/foundation/config/loadConfig.ts'
import { parseModelReference } from '../../../src/ids/modelReference.ts'
import { readPeak } from './usage.ts'

/* A process of its own: opens a new home, pulls one model into its store, says what that took, and ends. */

// Only so that it has been compiled.
if (process.argv[2] === 'load') process.exit(0)

const [home = '', endpoint = '', id = ''] = process.argv.slice(2)
const startedAt = performance.now()
const env = { WEIGHTHOUSE_HOME: home, WEIGHTHOUSE_HF_ENDPOINT: endpoint, WEIGHTHOUSE_LOG_LEVEL: 'silent' }
const house = await openWeighthouse(loadConfig({ env, workingDirectory: home }))
try {
  const plan = await house.hub.planPull(parseModelReference(id))
  const { files } = await house.hub.pull(plan)
  const seconds = (performance.now() - startedAt) / 1000
  process.stdout.write(`${JSON.stringify({ files: files.length, seconds, peakBytes: await readPeak('self') })}\n`)
} finally {
  await house.close()
}
