import { rm } from 'node:fs/promises'

import { aria2File, curlFile } from '../clients/commands.ts'
import { runClient } from '../clients/runClient.ts'
import { runOurDownload } from '../clients/runOurs.ts'
import { medianUsage } from '../clients/usage.ts'
import { type Bench, runInTurn, writing } from '../runStep.ts'

const streams = 8
/** Long enough that a server which lets the first second pass unhindered is seen. */
const probeSeconds = 4

/** A large file from a server that holds each connection up: what it takes to use eight of them. */
export async function runParallel(bench: Bench): Promise<void> {
  const { space, servers, file, peers } = bench
  const url = `${servers.limitedUrl}/model.bin`
  const aria2 = { url, folder: space.path(), name: 'by-peer' }
  const { aria2c } = peers
  const runs = await runInTurn<'parallel_s' | 'parallel_aria2_s'>(bench, [
    {
      key: 'parallel_s',
      async run() {
        const directory = space.path('store')
        const usage = await runOurDownload(bench, file, { url, directory })
        await rm(directory, { recursive: true })
        return usage
      },
    },
    aria2c && {
      key: 'parallel_aria2_s',
      run: () => writing(space.path('by-peer'), file.size, () => runClient(space, aria2File(aria2c.path, aria2))),
    },
  ])
  const alone = await measureOne(bench, url)
  const share = (seconds: number) => file.size / seconds / (streams * servers.bytesPerSecond)
  for (const [key, of] of runs) {
    bench.recordRuns(key, of)
    const { seconds } = medianUsage(of)
    if (key === 'parallel_s') bench.record('parallel_efficiency', share(seconds), alone)
    else bench.record('parallel_aria2_efficiency', share(seconds))
  }
}

/** What one connection gets, as the limit is only worth something if it holds. */
async function measureOne({ space, servers, file, peers }: Bench, url: string): Promise<string | undefined> {
  if (!peers.curl) return undefined
  const bytes = Math.min(file.size, probeSeconds * servers.bytesPerSecond)
  const [program, ...rest] = curlFile(peers.curl.path, url, space.path('by-peer'))
  const run = () => runClient(space, [program, '-r', `0-${bytes - 1}`, ...rest])
  const { seconds } = await writing(space.path('by-peer'), bytes, run)
  return `one connection, by curl: ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`
}
