import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../mock/startMockServers.ts'
import { describeCommands } from '../scripts/describeCommands.ts'
import { createProgram } from '../src/cli/createProgram.ts'
import { configOptions } from '../src/foundation/config/configOptions.ts'
import { sd1Lora } from './support/layouts/weights.ts'
import { writeTree } from './support/layouts/writeTree.ts'
import { runCli, startCli, weighthouse } from './support/runCli.ts'
import { temporaryFolder } from './support/temporaryHome.ts'

const root = join(import.meta.dirname, '..')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
)

/** The command lines of a page: every line of its blocks marked `sh`. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => (block[1] ?? '').split('\n').filter(Boolean))
}

// These go on until they are ended.
const lasting = /^weighthouse (?:serve|demo|mock)\b/

describe('the documentation', () => {
  let mock: MockServers
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let env: Record<string, string>

  beforeEach(async () => {
    mock = await startMockServers({ maxFileSize: 64 * 1024 })
    folder = await temporaryFolder('docs')
    env = {
      WEIGHTHOUSE_HOME: join(folder.path, 'home'),
      WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
      WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
    }
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
    // A reader comes to any page with a catalog.
    expect((await runCli(['sync'], env)).code).toBe(0)
  })
  afterEach(async () => {
    await mock.close()
    await folder.remove()
  })

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

  it.each(pages.map((page) => ({ page, commands: commandsOf(page) })).filter(({ commands }) => commands.length > 0))(
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

  it('has a true page of all commands', () => {
    expect(readFileSync(join(root, 'docs', 'cli.md'), 'utf8')).toBe(describeCommands())
    const names = createProgram().commands.map((command) => command.name())
    const shown = pages
      .filter((page) => !page.endsWith('cli.md'))
      .flatMap(commandsOf)
      .join('\n')
    const unseen = names.filter(
      (name) => !['completion', 'config', 'demo', 'jobs'].includes(name) && !shown.includes(`weighthouse ${name}`),
    )
    expect(unseen).toEqual([])
  })

  it('has every setting in its table', () => {
    const page = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8')
    for (const [name, option] of Object.entries(configOptions)) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
      expect(row, name).toContain(option.env.map((variable) => `\`${variable}\``).join(', '))
      expect(row).toContain(option.doc)
    }
  })

  it('leads nowhere that is not there', () => {
    for (const page of [
      ...pages,
      ...readdirSync(join(root, 'docs', 'decisions')).map((name) => join('docs', 'decisions', name)),
    ]) {
      const text = readFileSync(join(root, page), 'utf8')
      for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
        expect(existsSync(resolve(root, dirname(page), target ?? '')), `${page} → ${target}`).toBe(true)
      }
    }
  })
})

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
