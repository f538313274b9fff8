import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { temporaryFolder } from './support/temporaryHome.ts'

// What `npm start` and `npm run demo` run, from the host's Node on.
const script = join(import.meta.dirname, '..', 'scripts', 'start.mjs')

let home: Awaited<ReturnType<typeof temporaryFolder>>
let child: ChildProcess
beforeEach(async () => {
  home = await temporaryFolder('start')
})
afterEach(async () => {
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  await closed
  await home.remove()
})

/** Starts it on free ports and collects what it prints until that holds `wanted`. */
function startUntil(wanted: RegExp, lifecycle: 'start' | 'demo', env: Record<string, string> = {}): Promise<string> {
  child = spawn('node', [script, '--port', '0', '--grpc-port', '0'], {
    env: { ...process.env, WEIGHTHOUSE_HOME: home.path, npm_lifecycle_event: lifecycle, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (text: Buffer) => {
      output += text.toString()
      if (wanted.test(output)) resolve(output)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('close', () => reject(new Error(output)))
  })
}

describe('npm start', () => {
  it('says in one line that there is no network, and what can be done without', async () => {
    // Port 9 (discard) is refused at once everywhere.
    const nobody = 'http://127.0.0.1:9'
    const env = { WEIGHTHOUSE_HF_ENDPOINT: nobody, WEIGHTHOUSE_CIVITAI_ENDPOINT: nobody }
    const output = await startUntil(/No network.*\n/, 'start', env)
    expect(output).toMatch(/is open at http:\/\/127\.0\.0\.1:\d+/)
    expect(output).toContain(
      'No network: http://127.0.0.1:9 cannot be reached. Everything already here works; the web UI offers a sample catalog',
    )
    const url = /open at (http:\S+)/.exec(output)?.[1]
    const status = (await (await fetch(`${url}/api/v1/status`)).json()) as {
      data: { sources: { reachable: boolean }[] }
    }
    expect(status.data.sources.map((source) => source.reachable)).toEqual([false, false])
    expect(await (await fetch(`${url}/`)).text()).toContain('<div id="root">')
  })
})

describe('npm run demo', () => {
  it('opens on the sample catalog, and a model of it can be pulled, with no network at all', async () => {
    const nobody = 'http://127.0.0.1:9'
    const output = await startUntil(/catalog .*\n/, 'demo', {
      WEIGHTHOUSE_HF_ENDPOINT: nobody,
      WEIGHTHOUSE_CIVITAI_ENDPOINT: nobody,
    })
    expect(output).toMatch(/catalog {2}391 models \(sample\)/)
    const url = /open at (http:\S+)/.exec(output)?.[1]
    const pull = await fetch(`${url}/api/v1/pull`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'stellar-labs/Aurora-1B-Instruct' }),
    })
    expect(pull.status).toBe(200)
    const total = async () =>
      ((await (await fetch(`${url}/api/v1/library`)).json()) as { meta: { total: number } }).meta.total
    await expect.poll(total, { timeout: 15_000 }).toBe(1)
  })
})
