import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { catalogFigures } from './bars.ts'
import { readBenchOptions } from './benchOptions.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-bench-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a small run measures every figure of the table, agrees with its peers, and leaves nothing behind', async () => {
  const json = join(folder, 'figures.json')
  const { code, output } = await runBench(['catalog', '--models', '10000', '--json', json])
  expect(code, output).toBe(0)
  const report = JSON.parse(await readFile(json, 'utf8'))
  expect(Object.keys(report.figures).toSorted()).toEqual(Object.keys(catalogFigures).toSorted())
  for (const [key, value] of Object.entries(report.figures)) expect(value, key).toBeGreaterThan(0)
  expect(report.bars.search_p95_ms).toEqual({ side: 'at most', value: 30 })
  expect(report.machine).toMatchObject({ node: process.version })
  expect(report.notes.filter((note: string) => note.startsWith('WRONG'))).toEqual([])
  expect(await readdir(join(folder, 'temp'))).toEqual([])
}, 600_000)

test('flags are read, and wrong ones are named', () => {
  expect(readBenchOptions({ only: 'search,load', models: '50000' }, {})).toMatchObject({
    models: 50_000,
    steps: new Set(['search', 'load']),
    keep: false,
  })
  expect(() => readBenchOptions({ only: 'serach' }, {})).toThrow('--only serach')
  expect(() => readBenchOptions({ models: 'many' }, {})).toThrow('--models many')
})

async function runBench(args: string[]): Promise<{ code: number | null; output: string }> {
  const temp = join(folder, 'temp')
  // PostgreSQL runs as another user where we are root, and must get there.
  await chmod(folder, 0o755)
  await mkdir(temp, { mode: 0o755 })
  const { WEIGHTHOUSE_REAL_DATA: _data, ...env } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), ...args], {
    env: { ...env, TMPDIR: temp },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (bytes) => (output += String(bytes)))
  child.stderr.on('data', (bytes) => (output += String(bytes)))
  await once(child, 'close')
  return { code: child.exitCode, output }
}
