import { rm } from 'node:fs/promises'

import { runOurDownload } from '../clients/runOurs.ts'
import { type Bench } from '../runStep.ts'
import { startOwnServer } from '../servers/startOwnServer.ts'

const killedAt = 0.9
const lookEveryMs = 1
/** A file of few bytes would be here before it can be killed. */
const leastSeconds = 2

/**
 * Kills our process when the server has sent 90 % of the file, and runs it again. Whatever the server sends beyond the
 * file's own bytes, on its way at the kill included, was fetched twice.
 */
export async function runResume(bench: Bench): Promise<void> {
  const { space, servers, file } = bench
  const directory = space.path('store')
  const server = await startOwnServer({ root: servers.root, bytesPerSecond: file.size / leastSeconds })
  const close = space.onClose(() => server.close())
  const order = { url: `${server.url}/model.bin`, directory }
  try {
    let looking: NodeJS.Timeout | undefined
    const first = await runOurDownload(bench, file, {
      ...order,
      codes: [null],
      onStart(kill) {
        looking = setInterval(() => {
          if (server.sentBytes() < file.size * killedAt) return
          clearInterval(looking)
          kill()
        }, lookEveryMs)
      },
    }).finally(() => clearInterval(looking))
    const sentBefore = server.sentBytes()
    const second = await runOurDownload(bench, file, order)
    const sent = server.sentBytes()
    bench.say(`killed after ${first.seconds.toFixed(2)} s, then ${second.seconds.toFixed(2)} s`)
    bench.record('resume_refetched', (sent - file.size) / file.size)
    bench.record('resume_second_run', (sent - sentBefore) / file.size, `${second.seconds.toFixed(2)} s`)
  } finally {
    await close()
    await rm(directory, { recursive: true, force: true })
  }
}
