import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { downloadFigures } from './bars.ts'
import { readBenchOptions } from './benchOptions.ts'
import { findProgram } from './clients/findProgram.ts'
import { type PeerName, peerNames } from './runStep.ts'

let folder: string
let temp: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-bench-test-'))
  temp = join(folder, 'temp')
  await mkdir(temp)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const small = ['downloads', '--size', '8MiB', '--files', '50', '--rounds', '1']
/** What is left out where a program is not installed. */
const figuresOf: Record<PeerName, RegExp> = { curl: /curl/, wget: /wget/, aria2c: /aria2/, openssl: /openssl/ }

test('a small run measures every figure that it has programs for, and leaves nothing behind', async () => {
  const json = join(folder, 'figures.json')
  const missing: PeerName[] = []
  for (const name of peerNames) {
    if (!(await findProgram(name, [], name === 'openssl' ? 'version' : '--version'))) missing.push(name)
  }
  const { code, output } = await end(startBench([...small, '--json', json]))
  expect(code, output).toBe(0)
  const report = JSON.parse(await readFile(json, 'utf8'))
  const hasNginx = !/\bown \(Node/.test(report.machine.file_server)
  const expected = Object.keys(downloadFigures).filter(
    (key) => !missing.some((name) => figuresOf[name].test(key)) && (hasNginx || !key.startsWith('tls_')),
  )
  // Where there is no /proc, memory is not known.
  const known = expected.filter((key) => key !== 'rss_mb' || process.platform === 'linux')
  expect(Object.keys(report.figures).toSorted()).toEqual(known.toSorted())
  for (const [key, value] of Object.entries(report.figures)) {
    if (key.endsWith('refetched')) expect(value, key).toBeGreaterThanOrEqual(0)
    else expect(value, key).toBeGreaterThan(0)
  }
  // The second run began where the first was killed: it cannot have fetched all of the file.
  expect(report.figures.resume_second_run).toBeLessThan(0.9)
  expect(report.bars.rss_mb ?? { side: 'at most', value: 250 }).toEqual({ side: 'at most', value: 250 })
  expect(report.runs.single_s).toHaveLength(1)
  expect(await readdir(temp)).toEqual([])
}, 120_000)

test('a run that is interrupted ends its servers and programs and deletes its files', async () => {
  const bench = startBench(['downloads', '--size', '64MiB', '--rounds', '1000', '--only', 'single'])
  let output = ''
  bench.stderr?.on('data', (bytes) => (output += String(bytes)))
  while (!output.includes('round 1') && bench.exitCode === null) await new Promise((done) => setTimeout(done, 20))
  expect((await readdir(temp)).length).toBe(1)
  bench.kill('SIGINT')
  const { code } = await end(bench)
  expect(code).toBe(130)
  expect(await readdir(temp)).toEqual([])
}, 60_000)

test('flags are read, and wrong ones are named', () => {
  expect(readBenchOptions({ only: 'small,single', size: '256MiB' })).toEqual({
    size: 268_435_456,
    files: 10_000,
    rounds: 3,
    steps: new Set(['single', 'small']),
  })
  expect(() => readBenchOptions({ only: 'smal' })).toThrow('--only smal')
  expect(() => readBenchOptions({ size: 'big' })).toThrow('--size big')
  expect(() => readBenchOptions({ rounds: '0' })).toThrow('--rounds 0')
})

function startBench(args: string[]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), ...args], {
    env: { ...process.env, TMPDIR: temp },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function end(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  child.stdout?.on('data', (bytes) => (output += String(bytes)))
  child.stderr?.on('data', (bytes) => (output += String(bytes)))
  await once(child, 'close')
  return { code: child.exitCode, output }
}
