import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { expect, it } from 'vitest'

import { hashContent } from '../../mock/content/hashContent.ts'
import { makeRepoFiles } from '../../mock/content/makeRepoFiles.ts'
import { createRandom } from '../../mock/content/seed.ts'
import type { Fault } from '../../mock/faults/fault.ts'
import { startMockServers } from '../../mock/startMockServers.ts'
import { runJson, startCli } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'

const mebibyte = 1024 * 1024
const shards = 8
const shardBytes = 256 * mebibyte
const wantedKills = 10
const wantedFaults = 200
const mostRuns = 60

const record = {
  id: 'chaos/model',
  tags: [],
  downloads: 0,
  likes: 0,
  trendingScore: 0,
  gated: false as const,
  siblings: [
    { rfilename: 'config.json', size: 700 },
    ...Array.from({ length: shards }, (_, index) => ({
      rfilename: `model-0000${index + 1}-of-0000${shards}.safetensors`,
      size: shardBytes,
    })),
  ],
}

/** Never the same for long. */
function drawFaults(random: () => number): Fault[] {
  return [
    { kind: 'drop', value: Math.floor(mebibyte + random() * 14 * mebibyte), share: 0.6, only: 'files' },
    { kind: '5xx', share: 0.06 },
    { kind: '429', share: 0.01 },
    { kind: 'truncate', share: 0.04, only: 'files' },
    { kind: 'html', share: 0.01, only: 'files' },
    { kind: 'slow', value: 40 * mebibyte, share: 0.1, only: 'files' },
  ]
}

it('pulls two gigabytes through 200 faults and ten kills, with right hashes and hardly a byte fetched twice', async () => {
  const random = createRandom(4)
  const folder = await temporaryFolder('chaos')
  const mock = await startMockServers({ hfRecords: [record], maxFileSize: shardBytes })
  const changing = setInterval(() => mock.setFaults(drawFaults(random)), 20)
  try {
    const env = {
      WEIGHTHOUSE_HOME: join(folder.path, 'home'),
      WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
      WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
      // The mock counts what it hands to a connection, and each connection that dies has a megabyte or two on its way.
      WEIGHTHOUSE_DOWNLOAD_CONCURRENCY: '2',
      WEIGHTHOUSE_DOWNLOAD_STREAMS: '2',
    }
    const isFile = ({ path }: { path: string }) => path.includes('.safetensors')
    const sentBytes = () =>
      mock
        .requests()
        .filter(isFile)
        .reduce((sum, request) => sum + request.bytesSent, 0)
    let kills = 0
    let runs = 0
    for (let done = false; !done; runs++) {
      expect(runs).toBeLessThan(mostRuns)
      const pull = startCli(['pull', 'chaos/model', '--json'], env)
      if (kills < wantedKills) {
        // Somewhere on the way: after some bytes more, or in the middle of nowhere.
        const from = sentBytes()
        const until = from + random() * 150 * mebibyte
        const patience = performance.now() + 6000
        while (sentBytes() <= until && performance.now() < patience && pull.child.exitCode === null) await delay(10)
        pull.child.kill('SIGKILL')
      }
      const { code, signal, stderr } = await pull.done
      if (signal === 'SIGKILL') kills++
      // What a user would run again for is what the faults are; anything else is a defect.
      else if (code !== 0) expect(stderr).toMatch(/SOURCE_|RATE_LIMITED|VERIFICATION_FAILED/)
      done = code === 0
    }
    clearInterval(changing)
    mock.setFaults([])

    const struck = mock.requests().reduce((sum, { faults }) => sum + faults.length, 0)
    expect(kills).toBe(wantedKills)
    expect(struck).toBeGreaterThanOrEqual(wantedFaults)
    const files = makeRepoFiles(record, shardBytes)
    const { data } = await runJson(['show', 'chaos/model'], env)
    expect(data).toBeDefined()
    const [model] = (await runJson(['list'], env)).data as { path: string }[]
    let total = 0
    for (const path of files.paths.filter((name) => name.endsWith('.safetensors'))) {
      const content = files.content(path)!
      total += content.size
      const { sha256 } = await hashContent(content, ['sha256'])
      expect(await hashFile(join(model!.path, path))).toBe(sha256)
    }
    expect(total).toBeGreaterThan(0.99 * shards * shardBytes)
    const twice = sentBytes() / total - 1
    expect(twice).toBeLessThan(0.15)
    const verified = await runJson(['verify'], env)
    expect(verified.data).toMatchObject({ result: { sound: true } })
  } finally {
    clearInterval(changing)
    await mock.close()
    await folder.remove()
  }
}, 300_000)

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: mebibyte })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
