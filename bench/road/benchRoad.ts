import { spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { openWeighthouse } from '../../src/compose.ts'
import { loadConfig } from '../../src/foundation/config/loadConfig.ts'
import type { Figure } from '../main.ts'

const weighthouse = join(import.meta.dirname, '..', '..', 'bin', 'weighthouse')
const largeFileBytes = 2 ** 30
const largeModel = {
  id: 'bench/one-gibibyte',
  modelId: 'bench/one-gibibyte',
  tags: ['safetensors'],
  downloads: 0,
  likes: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-01-01T00:00:00.000Z',
  safetensors: { total: largeFileBytes / 2, parameters: { BF16: largeFileBytes / 2 } },
  usedStorage: largeFileBytes,
  siblings: [{ rfilename: 'model.safetensors' }],
}

/**
 * The whole road once: sync from empty and again, 200 searches, and one large file pulled and verified, beside curl
 * which writes the same file unverified. With WEIGHTHOUSE_REAL_DATA the records are real ones, else the sample.
 */
export async function benchRoad(): Promise<Figure[]> {
  const data = process.env['WEIGHTHOUSE_REAL_DATA']
  const home = await mkdtemp(join(tmpdir(), 'weighthouse-bench-'))
  const records = await startMockServers(
    data
      ? {
          hfRecords: join(data, 'huggingface-models.ndjson.gz'),
          civitaiRecords: join(data, 'civitai-models.ndjson.gz'),
        }
      : {},
  )
  const large = await startMockServers({ hfRecords: [largeModel], civitaiRecords: [], maxFileSize: largeFileBytes })
  try {
    return [...(await benchSync(home, records)), ...(await benchSearch(home)), ...(await benchPull(home, large))]
  } finally {
    await records.close()
    await large.close()
    await rm(home, { recursive: true, force: true })
  }
}

async function benchSync(home: string, records: MockServers): Promise<Figure[]> {
  const models = records.counts.huggingface + records.counts.civitai
  const env = endpoints(home, records)
  const first = await time(weighthouse, ['sync', '--json'], env)
  const second = await time(weighthouse, ['sync', '--json'], env)
  const database = await stat(join(home, 'weighthouse.db'))
  return [
    {
      key: 'sync_s',
      what: `sync ${models} models from empty, servers on the same cores`,
      value: first / 1000,
      unit: 's',
      beside: 'bar 60',
    },
    { key: 'sync_models_per_s', what: 'the same, models a second', value: models / (first / 1000), unit: 'models/s' },
    { key: 'resync_s', what: 'sync again, nothing changed', value: second / 1000, unit: 's' },
    { key: 'disk_bytes_per_model', what: 'database on disk, by model', value: database.size / models, unit: 'bytes' },
  ]
}

const words = [
  'qwen',
  'llama',
  'gguf',
  'lora',
  'instruct',
  'anime',
  'mistral',
  'flux',
  'bert',
  'whisper',
  'chat',
  '7b',
  'sdxl',
  'embedding',
  'q4',
  'merge',
]

async function benchSearch(home: string): Promise<Figure[]> {
  const house = await openWeighthouse(loadConfig({ env: { WEIGHTHOUSE_HOME: home } }))
  try {
    const times: number[] = []
    for (let round = 0; round < 200; round++) {
      const query = Array.from({ length: round % 4 }, (_, index) => words[(round * 7 + index * 5) % words.length]).join(
        ' ',
      )
      const startedAt = performance.now()
      await house.catalog.search({ query, limit: 20, facets: round % 2 === 0 })
      times.push(performance.now() - startedAt)
    }
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
    return [
      {
        key: 'search_p50_ms',
        what: 'search, 0 to 3 words, every second one with facets, median',
        value: at(0.5),
        unit: 'ms',
      },
      { key: 'search_p95_ms', what: 'the same, 95 of 100', value: at(0.95), unit: 'ms' },
    ]
  } finally {
    await house.close()
  }
}

async function benchPull(home: string, large: MockServers): Promise<Figure[]> {
  const env = endpoints(home, large)
  const url = `${large.hfUrl}/${largeModel.id}/resolve/main/model.safetensors`
  // The servers make and hash the file once; after that both sides are served alike.
  await time('curl', ['-sSfL', '-o', join(home, 'warm-up'), url], env)
  await rm(join(home, 'warm-up'))
  const curl = await time('curl', ['-sSfL', '-o', join(home, 'by-curl'), url], env)
  const pull = await time(weighthouse, ['pull', largeModel.id, '--json'], env)
  const { size } = await stat(join(home, 'by-curl'))
  return [
    {
      key: 'pull_s',
      what: 'pull one file of 1 GiB: sha256 verified, stored and shelved',
      value: pull / 1000,
      unit: 's',
      beside: `curl, unverified: ${(curl / 1000).toFixed(2)} s`,
    },
    { key: 'pull_vs_curl', what: 'the same, time as a ratio to curl', value: pull / curl, unit: '' },
    { key: 'pull_mb_per_s', what: 'the same, speed', value: size / 1e6 / (pull / 1000), unit: 'MB/s' },
  ]
}

function endpoints(home: string, servers: MockServers): Record<string, string> {
  return {
    WEIGHTHOUSE_HOME: home,
    WEIGHTHOUSE_HF_ENDPOINT: servers.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: servers.civitaiUrl,
  }
}

/** Runs a program to its end and returns how long it took, in milliseconds. */
function time(command: string, args: string[], env: Record<string, string>): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(performance.now() - startedAt)
      else reject(new Error(`${command} ${args.join(' ')} ended with exit code ${code}`))
    })
  })
}
