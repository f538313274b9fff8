import { rm } from 'node:fs/promises'

import { createRandom } from '../../catalog/generate/random.ts'
import type { DownloadFigureKey } from '../bars.ts'
import { aria2Patient, curlRest } from '../clients/commands.ts'
import { runClient } from '../clients/runClient.ts'
import { runOurDownload } from '../clients/runOurs.ts'
import type { Usage } from '../clients/usage.ts'
import { type Bench, writing } from '../runStep.ts'
import { startOwnServer } from '../servers/startOwnServer.ts'

const refusedShare = 0.05
/** Bytes after which connections are cut. */
const shortestLife = 1_000_000
const longestLife = 64_000_000
/** curl is started again when a connection was cut: it counts the same file as another one otherwise. */
const mostStarts = 5000
/** What curl says of a cut connection and of an answer like 503. https://curl.se/docs/manpage.html#EXIT */
const curlGoesOn = [0, 18, 22, 56]

/** A server that cuts connections and refuses requests at random, the same for each program. */
export async function runLossy(bench: Bench): Promise<void> {
  const { space, file, peers } = bench
  const target = space.path('by-peer')
  await measure(bench, ['lossy_s', 'lossy_refetched'], async (url) => {
    const directory = space.path('store')
    const usage = await runOurDownload(bench, file, { url, directory })
    await rm(directory, { recursive: true })
    return usage
  })
  const { aria2c, curl } = peers
  if (aria2c) {
    await measure(bench, ['lossy_aria2_s', 'lossy_aria2_refetched'], (url) => {
      const command = aria2Patient(aria2c.path, { url, folder: space.path(), name: 'by-peer' })
      return writing(target, file.size, () => runClient(space, command))
    })
  }
  if (curl) {
    await measure(bench, ['lossy_curl_s', 'lossy_curl_refetched'], (url) =>
      writing(target, file.size, async () => {
        const total = { seconds: 0, cpuSeconds: 0, peakBytes: 0 }
        for (let starts = 0; starts < mostStarts; starts++) {
          const run = await runClient(space, curlRest(curl.path, url, target), { codes: curlGoesOn })
          total.seconds += run.seconds
          total.cpuSeconds += run.cpuSeconds ?? Number.NaN
          total.peakBytes = Math.max(total.peakBytes, run.peakBytes ?? Number.NaN)
          if (run.code === 0) return total
        }
        throw new Error(`curl was not done after ${mostStarts} starts.`)
      }),
    )
  }
}

async function measure(
  bench: Bench,
  [secondsKey, refetchedKey]: [DownloadFigureKey, DownloadFigureKey],
  run: (url: string) => Promise<Usage>,
): Promise<void> {
  const { space, servers, file, say } = bench
  const random = createRandom(1)
  // A short file meets cuts too.
  const [shortest, longest] = [Math.min(shortestLife, file.size / 64), Math.min(longestLife, file.size / 4)]
  const counts = { connections: 0, refused: 0 }
  const server = await startOwnServer({
    root: servers.root,
    cutAfter() {
      counts.connections++
      return Math.ceil(shortest + random() * (longest - shortest))
    },
    refuses() {
      const isRefused = random() < refusedShare
      if (isRefused) counts.refused++
      return isRefused
    },
  })
  const close = space.onClose(() => server.close())
  try {
    const usage = await run(`${server.url}/model.bin`)
    const beside = `${counts.connections} connections, ${counts.refused} answers 503`
    say(`${secondsKey} ${usage.seconds.toFixed(2)}, ${beside}`)
    bench.recordRuns(secondsKey, [usage], beside)
    bench.record(refetchedKey, server.sentBytes() / file.size - 1)
  } finally {
    await close()
  }
}
