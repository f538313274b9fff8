import { rm } from 'node:fs/promises'

import { aria2File, curlFile } from '../clients/commands.ts'
import { runClient } from '../clients/runClient.ts'
import { runOurDownload } from '../clients/runOurs.ts'
import { medianUsage } from '../clients/usage.ts'
import { type Bench, runInTurn, writing } from '../runStep.ts'

type Key = 'tls_s' | 'tls_curl_s' | 'tls_aria2_checksum_s'

/** One large file over TLS, as sources on the internet send it. */
export async function runTls(bench: Bench): Promise<void> {
  const { space, servers, file, peers } = bench
  if (!servers.tls) return void bench.notes.push('TLS is left out: it takes nginx.')
  const { certificate } = servers.tls
  const url = `${servers.tls.url}/model.bin`
  const target = space.path('by-peer')
  const aria2 = { url, folder: space.path(), name: 'by-peer', sha256: file.sha256, certificate }
  const { curl, aria2c } = peers
  const runs = await runInTurn<Key>(bench, [
    curl && {
      key: 'tls_curl_s',
      run: () => writing(target, file.size, () => runClient(space, curlFile(curl.path, url, target, certificate))),
    },
    {
      key: 'tls_s',
      async run() {
        const directory = space.path('store')
        try {
          return await runOurDownload(bench, file, { url, directory, env: { NODE_EXTRA_CA_CERTS: certificate } })
        } finally {
          await rm(directory, { recursive: true, force: true })
        }
      },
    },
    aria2c && {
      key: 'tls_aria2_checksum_s',
      run: () => writing(target, file.size, () => runClient(space, aria2File(aria2c.path, aria2))),
    },
  ])
  for (const [key, of] of runs) bench.recordRuns(key, of)
  const ours = runs.get('tls_s')!
  const byCurl = runs.get('tls_curl_s')
  bench.notePeak('tls', ours)
  if (byCurl) bench.record('tls_vs_curl', medianUsage(ours).seconds / medianUsage(byCurl).seconds)
}
