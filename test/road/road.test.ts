import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { parseFault } from '../../mock/faults/parseFault.ts'
import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { delay } from '../../src/foundation/time.ts'
import { runCli, runJson, startCli } from '../support/runCli.ts'
import { filesBelow, temporaryFolder } from '../support/temporaryHome.ts'

// One model travels the whole road by command line, against the mock servers and their sample.

let mock: MockServers
let home: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>

beforeAll(async () => {
  mock = await startMockServers({ maxFileSize: 4 * 2 ** 20 })
  home = await temporaryFolder('road')
  env = {
    WEIGHTHOUSE_HOME: home.path,
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
    HF_TOKEN: `hf_${'a'.repeat(34)}`,
  }
})

afterAll(async () => {
  await mock.close()
  await home.remove()
})

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

interface Metadata {
  slug: string
  files: { path: string; size: number; sha256: string }[]
}

async function readMetadata(folder: string): Promise<Metadata> {
  return JSON.parse(await readFile(join(folder, 'metadata.json'), 'utf8')) as Metadata
}

async function expectVerified(folder: string): Promise<Metadata> {
  const metadata = await readMetadata(folder)
  expect(metadata.files.length).toBeGreaterThan(0)
  for (const { path, size, sha256 } of metadata.files) {
    expect((await stat(join(folder, path))).size).toBe(size)
    expect(await sha256Of(join(folder, path))).toBe(sha256)
  }
  return metadata
}

describe('the road', () => {
  it('finds and records: a sync reads both sources, and a second one changes nothing', async () => {
    const first = await runJson(['sync'], env)
    const total = mock.counts.huggingface + mock.counts.civitai
    expect(first.data.total).toEqual({ added: total, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
    expect(first.data.sources.huggingface.added).toBe(mock.counts.huggingface)
    expect(first.data.sources.civitai.added).toBe(mock.counts.civitai)
    const second = await runJson(['sync'], env)
    expect(second.data.total).toEqual({ added: 0, changed: 0, removed: 0, unchanged: total, rejected: 0 })
    const everything = await runJson(['search', '', '--limit', '1'], env)
    expect(everything.meta.total).toBe(total)
  })

  it('searches: every entry holds every word, in the order that was asked for', async () => {
    const { data } = await runJson(['search', 'gguf', '--sort', 'downloads', '--limit', '5'], env)
    expect(data).toHaveLength(5)
    for (const entry of data) expect(JSON.stringify(entry).toLowerCase()).toContain('gguf')
    const downloads = data.map((entry: { downloads: number }) => entry.downloads)
    expect(downloads).toEqual(downloads.toSorted((a: number, b: number) => b - a))
    const [{ slug }] = data
    expect((await runJson(['show', slug], env)).data.entry.slug).toBe(slug)
    expect((await runJson(['ancestry', slug], env)).data.entry.slug).toBe(slug)
  })

  it('pulls, verifies and shelves a model of each source', async () => {
    for (const source of ['huggingface', 'civitai']) {
      const found = await runJson(
        ['search', '--source', source, '--no-gated', '--sort', 'downloads', '--limit', '1'],
        env,
      )
      const { slug } = found.data[0]
      const pulled = await runJson(['pull', slug], env)
      const folder = pulled.data.job.result.path
      const metadata = await expectVerified(folder)
      expect(metadata.slug).toBe(slug)
      expect(pulled.data.files.map((file: { path: string }) => file.path).sort()).toEqual(
        metadata.files.map((file) => file.path).sort(),
      )
      const again = await runJson(['pull', slug], env)
      expect(again.data.job.result.fetchedBytes).toBe(0)
    }
    const shelves = await runJson(['list'], env)
    expect(shelves.meta.total).toBe(2)
    const rebuilt = await runJson(['scan', '--rebuild'], env)
    expect(rebuilt.data.result.models).toBe(2)
    expect((await runJson(['list'], env)).data).toEqual(shelves.data)
  })

  it('never sends a token to the download servers', () => {
    const leaked = mock
      .requests()
      .filter((request) => request.hadAuthorization && !['huggingface', 'civitai'].includes(request.origin))
    expect(leaked).toEqual([])
    expect(mock.requests().some((request) => request.hadAuthorization && request.origin === 'huggingface')).toBe(true)
  })

  it('goes on after kill -9 without fetching completed bytes again', async () => {
    const found = await runJson(
      ['search', '--source', 'huggingface', '--format', 'safetensors', '--sort', 'bytes', '--limit', '20'],
      env,
    )
    const { slug } = found.data.find(
      (entry: { gated: boolean; inLibrary: boolean }) => !entry.gated && !entry.inLibrary,
    )
    const plan = await runJson(['pull', slug, '--dry-run'], env)
    const before = mock.requests().length
    mock.setFaults([parseFault('slow:1500000')])
    const { child, done } = startCli(['pull', slug], env)
    await untilBytesSent(mock, before, Math.min(3_000_000, plan.data.missingBytes / 2))
    child.kill('SIGKILL')
    expect(await done).toMatchObject({ signal: 'SIGKILL' })
    expect((await runJson(['list'], env)).data.map((model: { slug: string }) => model.slug)).not.toContain(slug)
    mock.setFaults([])

    const resumed = await runJson(['pull', slug], env)
    await expectVerified(resumed.data.job.result.path)
    expect(resumed.data.job.result.skippedBytes).toBeGreaterThan(0)
    expect(resumed.data.job.result.fetchedBytes + resumed.data.job.result.skippedBytes).toBe(plan.data.totalBytes)
  })

  it('refuses wrong bytes with exit code 4, names the file and leaves nothing in the library', async () => {
    const found = await runJson(
      ['search', '--source', 'huggingface', '--no-gated', '--sort', 'likes', '--limit', '20'],
      env,
    )
    const { slug } = found.data.find((entry: { inLibrary: boolean }) => !entry.inLibrary)
    const shelved = await filesBelow(join(home.path, 'shared-resources', 'models'))
    mock.setFaults([parseFault('wrong-bytes')])
    const result = await runCli(['pull', slug], env)
    mock.setFaults([])
    expect(result.code).toBe(4)
    expect(result.stderr).toMatch(/error: .*\.(safetensors|json|md|gguf|txt|gitattributes|bin)/)
    expect(await filesBelow(join(home.path, 'shared-resources', 'models'))).toEqual(shelved)
  })

  it('links into ComfyUI, keeps what is there, and takes back only its own links', async () => {
    const app = await temporaryFolder('comfyui')
    try {
      const models = join(app.path, 'models')
      await mkdir(join(models, 'checkpoints'), { recursive: true })
      await writeFile(join(app.path, 'main.py'), '')
      await writeFile(join(app.path, 'folder_paths.py'), '')
      await writeFile(join(app.path, 'comfyui_version.py'), '__version__ = "0.3.60"\n')
      const checkpoint = await runJson(['search', '--source', 'civitai', '--task', 'checkpoint', '--limit', '1'], env)
      await runJson(['pull', checkpoint.data[0].slug], env)
      await runJson(['app', 'add', 'comfyui', app.path], env)

      const planned = await runJson(['map', '--dry-run'], env)
      expect(planned.data[0].applied).toBe(false)
      expect(await filesBelow(models)).toEqual([])
      const create = planned.data[0].actions.filter((action: { action: string }) => action.action === 'create')
      const inTheWay = create.find((action: { targetPath: string }) =>
        action.targetPath.includes('/checkpoints/'),
      ).targetPath
      await writeFile(inTheWay, 'my own file')

      const first = await runJson(['map'], env)
      expect(first.data[0]).toMatchObject({ applied: true, created: create.length - 1, conflicts: 1 })
      const links = (await filesBelow(models)).map((file) => join(models, file)).filter((file) => file !== inTheWay)
      expect(links).toHaveLength(create.length - 1)
      for (const link of links) {
        expect((await lstat(link)).isSymbolicLink()).toBe(true)
        expect((await readlink(link)).startsWith(home.path)).toBe(true)
      }
      const second = await runJson(['map'], env)
      expect(second.data[0]).toMatchObject({ created: 0, repaired: 0, removed: 0, kept: links.length, conflicts: 1 })
      const undone = await runJson(['unmap'], env)
      expect(undone.data[0].removed).toBeGreaterThanOrEqual(links.length)
      expect(await filesBelow(models)).toEqual([inTheWay.slice(models.length + 1)])
      expect(await readFile(inTheWay, 'utf8')).toBe('my own file')
    } finally {
      await app.remove()
    }
  })

  it('publishes manifests, and a second build changes no file', async () => {
    const out = join(home.path, 'manifests')
    const built = await runJson(['manifests', 'build', '--out', out], env)
    expect(built.data.files.map((file: { name: string }) => file.name)).toEqual(
      expect.arrayContaining(['huggingface-models.json', 'civitai-models.json', 'all-models.json', 'hf-likes.json']),
    )
    const models = JSON.parse(await readFile(join(out, 'huggingface-models.json'), 'utf8')) as {
      totalModels: number
      models: object
    }
    expect(models.totalModels).toBe(mock.counts.huggingface)
    expect(Object.keys(models.models)).toHaveLength(mock.counts.huggingface)
    const again = await runJson(['manifests', 'build', '--out', out], env)
    expect(again.data.files.filter((file: { changed: boolean }) => file.changed)).toEqual([])
  })

  it('kept a record of all of it as jobs', async () => {
    const { data } = await runJson(['jobs', 'list', '--limit', '100'], env)
    expect(new Set(data.map((job: { type: string }) => job.type))).toEqual(new Set(['sync', 'pull', 'scan']))
    expect(data.filter((job: { state: string }) => job.state === 'failed')).toHaveLength(1)
  })
})

/** Waits until the servers have sent that many bytes of files since request number `since`. */
async function untilBytesSent(servers: MockServers, since: number, bytes: number): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const sent = servers
      .requests()
      .slice(since)
      .reduce((sum, request) => sum + request.bytesSent, 0)
    if (sent >= bytes) return
    await delay(50)
  }
  throw new Error(`The servers did not send ${bytes} bytes.`)
}
