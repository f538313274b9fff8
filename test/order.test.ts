import { existsSync } from 'node:fs'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../mock/startMockServers.ts'
import { runCli, runJson } from './support/runCli.ts'
import { separate } from './support/separate.ts'
import { temporaryFolder } from './support/temporaryHome.ts'

const model = 'stellar-labs/Aurora-7B-Instruct'
const slug = 'stellar-labs--Aurora-7B-Instruct'

describe('keeping order by the command line', () => {
  let mock: MockServers
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let env: Record<string, string>
  beforeEach(async () => {
    mock = await startMockServers({ maxFileSize: 64 * 1024 })
    folder = await temporaryFolder('order')
    env = {
      WEIGHTHOUSE_HOME: join(folder.path, 'home'),
      WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
      WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
      WEIGHTHOUSE_PORT: '0',
      WEIGHTHOUSE_GRPC_PORT: '0',
    }
    await mkdir(join(folder.path, 'ComfyUI', 'models'), { recursive: true })
    await writeFile(join(folder.path, 'ComfyUI', 'main.py'), '')
    await writeFile(join(folder.path, 'ComfyUI', 'folder_paths.py'), '')
    await runJson(['pull', model], env)
  })
  afterEach(async () => {
    await mock.close()
    await folder.remove()
  })

  it('removes a model after it was asked, brings it back, and deletes it for good', async () => {
    const plan = await runJson(['rm', slug, '--dry-run'], env)
    expect(plan.data).toMatchObject({ slug, storage: 'shelved', dryRun: true })
    const { path } = plan.data as { path: string }
    const refused = await runCli(['rm', slug], env)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') as string })
    expect(existsSync(path)).toBe(true)

    expect((await runCli(['rm', slug, '--yes'], env)).stdout).toContain('in the trash as')
    expect(existsSync(path)).toBe(false)
    expect((await runJson(['trash', 'list'], env)).meta).toMatchObject({ total: 1 })
    expect((await runCli(['undo'], env)).stdout).toContain(`took back: ${slug} was removed`)
    expect(existsSync(path)).toBe(true)

    const { data } = await runJson(['rm', slug, '--yes'], env)
    expect((await runCli(['trash', 'restore', data.trashId as string], env)).code).toBe(0)
    await runJson(['rm', slug, '--yes'], env)
    expect((await runJson(['trash', 'empty', '--older-than', '1d', '--dry-run'], env)).data).toMatchObject({ bytes: 0 })
    expect((await runCli(['trash', 'empty', '--yes'], env)).stdout).toContain('1 model deleted')
    const gone = await runJson(['gc', '--grace', '0'], env)
    expect(gone.data.job.result.removed.blobs).toBeGreaterThan(0)
    expect((await runCli(['trash', 'restore', 'nothing'], env)).code).toBe(3)
  }, 300_000)

  it('renames and moves, with the links, and takes that back', async () => {
    const before = (await runJson(['rename', slug, 'aurora', '--dry-run'], env)).data as { from: string; to: string }
    expect(await runCli(['rename', slug, '../aurora'], env)).toMatchObject({ code: 2 })
    await runJson(['rename', slug, 'aurora'], env)
    expect([existsSync(before.from), existsSync(before.to)]).toEqual([false, true])
    expect((await runJson(['move', slug, '--family', 'night'], env)).data).toMatchObject({ from: before.to })
    await runJson(['undo'], env)
    await runJson(['undo'], env)
    expect([existsSync(before.from), existsSync(before.to)]).toEqual([true, false])
  }, 300_000)

  it('links duplicates, tells the use of the disk, what is unused, and what is new', async () => {
    const { data } = await runJson(['show', slug], env)
    expect(data).toBeDefined()
    const shelf = ((await runJson(['rm', slug, '--dry-run'], env)).data as { path: string }).path
    const weight = join(shelf, (await readdir(shelf)).find((name) => name.endsWith('.safetensors')) ?? '')
    await separate(weight)
    const { size } = await stat(weight)
    expect((await runJson(['dupes', '--kind', 'bytes'], env)).data).toMatchObject({ total: 1, savableBytes: size })
    expect((await runCli(['dupes', '--link', '--dry-run'], env)).stdout).toContain('1 file to link')
    expect((await runJson(['dupes', '--hash', '--link', '--yes'], env)).data).toMatchObject({
      job: { result: { linked: 1, freedBytes: size, skipped: [] } },
    })
    expect((await runJson(['dupes'], env)).data).toMatchObject({ total: 0 })
    expect((await runJson(['usage'], env)).data).toMatchObject({ models: 1, trashBytes: 0 })
    expect((await runJson(['unused', '--older-than', '0'], env)).data).toMatchObject([{ slug }])
    expect((await runJson(['updates'], env)).meta).toMatchObject({ total: 1, current: 1 })
    expect((await runCli(['updates', '--offline'], env)).stderr).toContain(slug)
  }, 300_000)

  it('looks whether all is sound, also where the house cannot be opened', async () => {
    const { data } = await runJson(['doctor', '--check', 'library', '--check', 'node'], env)
    expect(data).toMatchObject({ ok: 2, failures: 0 })
    await writeFile(
      join(folder.path, 'home', 'weighthouse.db'),
      'this is no database, it only has its name'.repeat(100),
    )
    const broken = await runCli(['doctor'], env)
    expect(broken).toMatchObject({ code: 1, stdout: expect.stringContaining('fail    house') as string })
  }, 300_000)
})
