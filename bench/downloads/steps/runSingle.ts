import { rm } from 'node:fs/promises'

import { median } from '../../catalog/measure/times.ts'
import type { DownloadFigureKey } from '../bars.ts'
import { aria2File, curlFile, wgetFile } from '../clients/commands.ts'
import { runClient } from '../clients/runClient.ts'
import { runOurDownload } from '../clients/runOurs.ts'
import { medianUsage } from '../clients/usage.ts'
import { type Bench, type Rival, runInTurn, writing } from '../runStep.ts'

/** One large file, by each program in turn. */
export async function runSingle(bench: Bench): Promise<void> {
  const { space, servers, file, peers } = bench
  const { curl, wget, aria2c } = peers
  const url = `${servers.url}/model.bin`
  const target = space.path('by-peer')
  const aria2 = { url, folder: space.path(), name: 'by-peer' }
  const ownSeconds: number[] = []
  const peer = (key: DownloadFigureKey, command: [string, ...string[]]): Rival<DownloadFigureKey> => ({
    key,
    run: () => writing(target, file.size, () => runClient(space, command)),
  })
  const runs = await runInTurn<DownloadFigureKey>(bench, [
    curl && peer('single_curl_s', curlFile(curl.path, url, target)),
    { key: 'single_s', run: runOurs },
    aria2c && peer('single_aria2_checksum_s', aria2File(aria2c.path, { ...aria2, sha256: file.sha256 })),
    wget && peer('single_wget_s', wgetFile(wget.path, url, target)),
    aria2c && peer('single_aria2_s', aria2File(aria2c.path, aria2)),
  ])

  async function runOurs() {
    const directory = space.path('store')
    try {
      const usage = await runOurDownload(bench, file, { url, directory })
      ownSeconds.push(usage.ownSeconds)
      return usage
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }

  const seconds = (key: DownloadFigureKey) => {
    const of = runs.get(key)
    return of && medianUsage(of).seconds
  }
  const own = median(ownSeconds)
  const ours = seconds('single_s')!
  bench.notePeak('single', runs.get('single_s')!)
  for (const [key, of] of runs) {
    bench.recordRuns(key, of, key === 'single_s' ? `${own.toFixed(2)} s without starting Node.js` : undefined)
  }
  const byCurl = seconds('single_curl_s')
  const byAria2 = seconds('single_aria2_checksum_s')
  if (byCurl !== undefined) {
    bench.record('single_vs_curl', ours / byCurl, `${(own / byCurl).toFixed(2)} without starting Node.js`)
  }
  if (byAria2 !== undefined) bench.record('single_vs_aria2_checksum', byAria2 / ours)
}
