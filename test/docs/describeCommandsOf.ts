import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { sd1Lora } from '../support/layouts/weights.ts'
import { writeTree } from '../support/layouts/writeTree.ts'
import { runCli, startCli, weighthouse } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'
import { commandsOf, root } from './pages.ts'

const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
)

// These go on until they are ended.
const lasting = /^weighthouse (?:serve|demo|mock)\b/

/** Runs what these pages show as a reader would, page by page, each in a folder and a home of its own. */
export function describeCommandsOf(pages: readonly string[]): void {
  let mock: MockServers
  let synced: Awaited<ReturnType<typeof temporaryFolder>>
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let env: Record<string, string>

  const envOf = (home: string) => ({
    WEIGHTHOUSE_HOME: home,
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
  })

  // A reader comes to any page with a catalog.
  beforeAll(async () => {
    mock = await startMockServers({ maxFileSize: 64 * 1024 })
    synced = await temporaryFolder('docs-synced')
    expect((await runCli(['sync'], envOf(join(synced.path, 'home')))).code).toBe(0)
  })
  afterAll(async () => {
    await mock.close()
    await synced.remove()
  })

  beforeEach(async () => {
    folder = await temporaryFolder('docs')
    env = envOf(join(folder.path, 'home'))
    await cp(join(synced.path, 'home'), join(folder.path, 'home'), { recursive: true })
    await mkdir(join(folder.path, 'ComfyUI', 'models'), { recursive: true })
    await writeFile(join(folder.path, 'ComfyUI', 'main.py'), '')
    await writeFile(join(folder.path, 'ComfyUI', 'folder_paths.py'), '')
    // What a reader has had before Weighthouse.
    await writeTree(folder.path, {
      'my-models/loras/ink.safetensors': sd1Lora('ink'),
      'downloads/pen.safetensors': sd1Lora('pen'),
    })
    await mkdir(join(folder.path, 'bin'))
    await symlink(weighthouse, join(folder.path, 'bin', 'weighthouse'))
  })
  afterEach(() => folder.remove())

  function runLine(line: string): Promise<{ code: number | null; output: string }> {
    const child = spawn('sh', ['-c', line], {
      cwd: folder.path,
      env: { ...process.env, ...env, PATH: `${join(folder.path, 'bin')}:${process.env['PATH']}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output += text.toString()))
    return new Promise((done, failed) => {
      child.on('error', failed)
      child.on('close', (code) => done({ code, output }))
    })
  }

  it.each(pages.map((page) => ({ page, commands: commandsOf(page) })))(
    'shows only commands that work: $page',
    async ({ commands }) => {
      let hub: { child: ChildProcess; port: string } | undefined
      for (const line of commands) {
        const script = /^npm (?:run )?([a-z]+)/.exec(line)?.[1]
        if (script !== undefined) {
          expect(scripts, line).toContain(script)
        } else if (lasting.test(line)) {
          const started = await startLasting(line, env)
          if (line.startsWith('weighthouse serve')) hub = started
          else await stop(started.child)
        } else {
          const { code, output } = await runLine(
            hub ? line.replaceAll('127.0.0.1:7878', `127.0.0.1:${hub.port}`) : line,
          )
          expect(code, `${line}\n${output}`).toBe(0)
          if (line.startsWith('curl')) expect(output, line).not.toContain('"error":{')
        }
      }
      if (hub) await stop(hub.child)
    },
    300_000,
  )
}

/** Starts a command that goes on, on free ports, and waits until it says where it is. */
async function startLasting(line: string, env: Record<string, string>): Promise<{ child: ChildProcess; port: string }> {
  const args = line
    .split(' ')
    .slice(1)
    .map((word) => (/^\d{4,5}$/.test(word) ? '0' : word))
  if (args[0] === 'serve') args.push('--port', '0', '--grpc-port', '0')
  const { child } = startCli(args, env)
  const port = await new Promise<string>((done, failed) => {
    let output = ''
    child.stdout?.on('data', (text: string) => {
      output += text
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]
      if (found) done(found)
    })
    child.on('close', () => failed(new Error(`${line} ended: ${output}`)))
  })
  return { child, port }
}

async function stop(child: ChildProcess): Promise<void> {
  const closed = new Promise<number | null>((done) => child.on('close', done))
  child.kill('SIGTERM')
  expect(await closed).toBe(0)
}
