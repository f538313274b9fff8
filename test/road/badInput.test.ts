import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { runCli, runJson, weighthouse } from '../support/runCli.ts'
import { filesBelow, temporaryFolder } from '../support/temporaryHome.ts'

// What goes wrong in life: each time one clear message with the id or path and the next step, and the right exit code.

const hostile = {
  id: 'evil/traversal',
  modelId: 'evil/traversal',
  tags: [],
  downloads: 1,
  likes: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-01-01T00:00:00.000Z',
  siblings: [{ rfilename: 'config.json' }, { rfilename: '../../../../escaped.json' }],
}
const ordinary = {
  ...hostile,
  id: 'good/model',
  modelId: 'good/model',
  siblings: [{ rfilename: 'config.json' }, { rfilename: 'model.safetensors' }],
}

let mock: MockServers
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>

beforeAll(async () => {
  mock = await startMockServers({ hfRecords: [hostile, ordinary], civitaiRecords: [], maxFileSize: 4 * 2 ** 20 })
  folder = await temporaryFolder('bad-input')
  env = {
    WEIGHTHOUSE_HOME: join(folder.path, 'home'),
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
  }
  await runJson(['sync', 'huggingface'], env)
})

afterAll(async () => {
  await mock.close()
  await folder.remove()
})

async function expectFailure(
  args: string[],
  code: number,
  message: RegExp,
  extra: Record<string, string> = {},
): Promise<string> {
  const result = await runCli(args, { ...env, ...extra })
  expect(result.stderr).toMatch(message)
  expect(result.code).toBe(code)
  expect(result.stderr).not.toMatch(/\n\s+at /)
  // The message, then what to do next.
  expect(result.stderr.trimEnd().split('\n').length).toBeGreaterThanOrEqual(2)
  return result.stderr
}

describe('bad input', () => {
  it('an unknown id: exit 3, with the id', async () => {
    await expectFailure(['pull', 'nobody/nothing'], 3, /nobody\/nothing/)
    await expectFailure(['show', 'nobody/nothing'], 3, /nobody\/nothing/)
    await expectFailure(['ancestry', 'civitai-99999999'], 3, /civitai-99999999/)
    await expectFailure(['pull', 'good/model@no-such-branch'], 3, /no-such-branch/)
    await expectFailure(['jobs', 'show', 'nothing'], 3, /nothing/)
    await expectFailure(['app', 'remove', 'nothing'], 3, /nothing/)
  })

  it('a malformed name: exit 2, with what to write instead', async () => {
    for (const name of ['../../etc/passwd', 'a/b/c', 'owner/..', 'a b/c', 'https://example.com/']) {
      await expectFailure(['pull', name], 2, /does not name a model/)
    }
    await expectFailure(['pull', 'good/model@../main'], 2, /not a revision/)
  })

  it('a path that climbs out of its folder: exit 2, nothing is written anywhere, and --exclude gets the rest', async () => {
    const before = await filesBelow(folder.path)
    await expectFailure(['pull', 'evil/traversal'], 2, /escaped\.json.*climbs out/)
    const after = (await filesBelow(folder.path)).filter((file) => !/weighthouse\.db/.test(file))
    expect(after).toEqual(before.filter((file) => !/weighthouse\.db/.test(file)))
    const pulled = await runJson(['pull', 'evil/traversal', '--exclude', '*escaped*'], env)
    expect(pulled.data.files.map((file: { path: string }) => file.path)).toEqual(['config.json'])
  })

  it('a bad flag, command or value: exit 2, with a suggestion', async () => {
    await expectFailure(['search', 'x', '--sorted', 'likes'], 2, /unknown option '--sorted'[\s\S]*--sort/)
    await expectFailure(['serch', 'x'], 2, /unknown command 'serch'[\s\S]*search/)
    await expectFailure(['search', 'x', '--limit', 'many'], 2, /whole number/)
    await expectFailure(['search', 'x', '--limit', '1000'], 2, /limit/)
    await expectFailure(['search', 'x', '--sort', 'beauty'], 2, /beauty/)
    await expectFailure(['search', 'x', '--cursor', 'abc'], 2, /cursor/)
    await expectFailure(['sync', 'nowhere'], 2, /nowhere/)
    await expectFailure(['pull'], 2, /missing required argument 'model'/)
    await expectFailure(['app', 'add', 'photoshop', folder.path], 2, /photoshop/)
    await expectFailure(['app', 'add', 'comfyui', folder.path], 2, /ComfyUI|comfyui/)
  })

  it('a bad filter, range or memory: exit 2, with what there is', async () => {
    await expectFailure(['search', '--filter', 'colour=red'], 2, /colour[\s\S]*license_class/)
    await expectFailure(['search', '--range', 'parameters=9e9..6e9'], 2, /9e9\.\.6e9[\s\S]*6e9\.\.9e9/)
    await expectFailure(['search', '--memory', 'toaster'], 2, /toaster/)
    await expectFailure(['export', 'models.xls'], 2, /models\.xls[\s\S]*\.csv/)
    await expectFailure(['export', join(folder.path, 'no', 'models.csv')], 2, /No file can be made in .*no/)
    await expectFailure(['stats', '--author', 'nobody'], 3, /nobody/)
  })

  it('an error with --json is what REST answers', async () => {
    const result = await runCli(['show', 'nobody/nothing', '--json'], env)
    expect(result.code).toBe(3)
    expect(JSON.parse(result.stdout)).toMatchObject({
      error: { code: 'MODEL_NOT_FOUND', message: expect.stringContaining('nobody/nothing') },
    })
  })

  it('a port in use: exit 1, with the port', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expectFailure(['serve', '--port', String(port), '--grpc-port', '0'], 1, new RegExp(`${port}[\\s\\S]*--port`))
    other.close()
  })

  it('a home that cannot be made: exit 1, with the folder', async () => {
    const file = join(folder.path, 'a-file')
    await writeFile(file, '')
    await expectFailure(['list'], 1, /a-file[\s\S]*WEIGHTHOUSE_HOME/, { WEIGHTHOUSE_HOME: join(file, 'home') })
  })

  it('a corrupt database: exit 1, with its path and how to go on; the file is left as it is', async () => {
    const database = join(folder.path, 'corrupt', 'weighthouse.db')
    await mkdir(dirname(database))
    await writeFile(database, 'this is not a database, and has more than one hundred bytes of text in it '.repeat(20))
    const before = await readFile(database)
    await expectFailure(['list'], 1, /weighthouse\.db[\s\S]*scan --rebuild/, { WEIGHTHOUSE_HOME: dirname(database) })
    expect(await readFile(database)).toEqual(before)
  })

  it('a source that is down: exit 1, with its address; what is here goes on working', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const down = { WEIGHTHOUSE_HF_ENDPOINT: `http://127.0.0.1:${port}`, WEIGHTHOUSE_HTTP_TIMEOUT_MS: '500' }
    await expectFailure(['sync', 'huggingface'], 1, new RegExp(`127\\.0\\.0\\.1:${port}`), down)
    await expectFailure(['pull', 'good/model'], 1, new RegExp(`127\\.0\\.0\\.1:${port}`), down)
    expect((await runJson(['search', 'good'], { ...env, ...down })).meta.total).toBe(1)
    await expectFailure(['sync', '--offline'], 1, /offline/i)
  })

  if (process.platform === 'linux') {
    it('a full disk: exit 1, with the path; nothing half is left that looks whole', async () => {
      const store = join(folder.path, 'small')
      await mkdir(store)
      // A file system of 1 MiB, in a mount namespace that ends with the command.
      const script = `mount -t tmpfs -o size=1m tmpfs "${store}" && exec "${weighthouse}" pull good/model --json`
      const child = spawn('unshare', ['--map-root-user', '--mount', 'sh', '-c', script], {
        env: {
          ...process.env,
          ...env,
          WEIGHTHOUSE_STORE: join(store, 'store'),
          WEIGHTHOUSE_LIBRARY: join(store, 'library'),
        },
      })
      let stdout = ''
      child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
      const [code] = (await once(child, 'close')) as [number]
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: 'DISK_FULL', message: expect.stringContaining(store) },
      })
      expect(code).toBe(1)
    })
  }

  if (process.platform === 'linux') {
    it('a library on a full disk: exit 1, with its folder and the model; nothing is left there, and room mends it', async () => {
      const library = join(folder.path, 'small-library')
      await mkdir(library)
      const pull = `"${weighthouse}" pull good/model --json`
      const script = `mount -t tmpfs -o size=1m tmpfs "${library}"; ${pull}; find "${library}" -type f ! -name "models.db*" >&2;
        mount -o remount,size=64m "${library}"; ${pull} > /dev/null && echo shelved >&2`
      const child = spawn('unshare', ['--map-root-user', '--mount', 'sh', '-c', script], {
        env: {
          ...process.env,
          ...env,
          WEIGHTHOUSE_HOME: join(folder.path, 'other-home'),
          WEIGHTHOUSE_LIBRARY: library,
          WEIGHTHOUSE_LOG_LEVEL: 'silent',
        },
      })
      let stdout = ''
      let stderr = ''
      child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
      child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
      await once(child, 'close')
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: 'DISK_FULL', message: `The disk of ${library} became full while good--model was shelved.` },
      })
      expect(stderr).toBe('shelved\n')
    })

    it('a home where no folder can be made: exit 1 at once, with the folder', async () => {
      await expectFailure(['list'], 1, /\/proc\/weighthouse/, { WEIGHTHOUSE_HOME: '/proc/weighthouse/home' })
      await expectFailure(['manifests', 'build', '--out', '/proc/weighthouse'], 2, /\/proc\/weighthouse/)
    })
  }

  it('a reader that leaves early is no error', () => {
    const output = execFileSync('sh', ['-c', `"${weighthouse}" search --json | head -n 1`], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    expect(output).toBe('{\n')
  })
})
