import { chmod, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { runCli, runJson } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'

// Looking after the store from the command line: what is in it, what is damaged, what nobody needs.

const garbage = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

let mock: MockServers
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>
let blobs: string
let file: { path: string; sha256: string }

beforeAll(async () => {
  mock = await startMockServers({ hfRecords: [{ id: 'acme/tiny' }], civitaiRecords: [], maxFileSize: 100_000 })
  folder = await temporaryFolder('store')
  env = {
    WEIGHTHOUSE_HOME: join(folder.path, 'home'),
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
  }
  blobs = join(folder.path, 'home', 'store', 'blobs', 'sha256')
  const { data } = await runJson(['pull', 'acme/tiny'], env)
  const [first] = data.job.result.files as { path: string; sha256: string }[]
  file = { path: join(data.job.result.path as string, first!.path), sha256: first!.sha256 }
})

afterAll(async () => {
  await mock.close()
  await folder.remove()
})

describe('the store', () => {
  it('is counted', async () => {
    const { data } = await runJson(['store'], env)
    expect(data.total.blobs).toBeGreaterThan(0)
    expect(data.named).toEqual(data.total)
    expect(data.models).toMatchObject([{ slug: 'acme--tiny' }])
    const { stdout } = await runCli(['store'], env)
    expect(stdout).toContain(join(folder.path, 'home', 'store'))
    expect(stdout).toMatch(/acme--tiny/)
  })

  it('is verified, and ends with 4 until what is damaged was repaired', async () => {
    expect((await runJson(['verify'], env)).data.result).toMatchObject({ sound: true })
    const right = await readFile(file.path)
    await chmod(file.path, 0o644)
    await writeFile(file.path, 'damaged')

    const found = await runCli(['verify'], env)
    expect(found.code).toBe(4)
    expect(found.stdout).toMatch(new RegExp(`bad {2}${file.sha256} .*acme--tiny`))
    expect(found.stdout).toMatch(/moved to .*quarantine/)
    expect(found.stderr).toMatch(/verify --repair/)
    expect((await runCli(['store'], env)).stdout).toMatch(/lost +1 blob/)

    const repaired = await runCli(['verify', '--repair'], env)
    expect(repaired.stdout).toMatch(/repaired/)
    expect(repaired.code).toBe(0)
    expect(await readFile(file.path)).toEqual(right)
    expect((await runCli(['verify', '--sample', '5%'], env)).code).toBe(0)
    expect((await runCli(['verify', '--model', 'acme/tiny', '--resume'], env)).code).toBe(0)
  })

  it('loses what nobody names, and nothing else', async () => {
    const path = join(blobs, 'ba', garbage)
    await mkdir(join(blobs, 'ba'), { recursive: true })
    await writeFile(path, 'abc')
    const before = (await runJson(['store'], env)).data.total.blobs as number
    expect((await runJson(['gc'], env)).data.job.result).toMatchObject({ removed: { blobs: 0 }, waiting: { blobs: 1 } })
    await utimes(path, 1, 1)
    expect((await runJson(['gc', '--dry-run'], env)).data.report.removed).toEqual({ blobs: 1, bytes: 3 })
    expect(await readFile(path, 'utf8')).toBe('abc')

    const { stdout, code } = await runCli(['gc'], env)
    expect(code).toBe(0)
    expect(stdout).toMatch(/removed +1 blob, 3 B/)
    expect((await runJson(['store'], env)).data.total.blobs).toBe(before - 1)
    expect(await readdir(join(folder.path, 'home', 'store', 'trash'))).toEqual([])
    expect((await runJson(['verify'], env)).data.result).toMatchObject({ sound: true })
  })

  it('takes no more than its quota, and says so before the first byte', async () => {
    const home = { ...env, WEIGHTHOUSE_HOME: join(folder.path, 'small'), WEIGHTHOUSE_STORE_QUOTA: '10' }
    const refused = await runCli(['pull', 'acme/tiny'], home)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/QUOTA_EXCEEDED|storeQuota/)
    expect(await readdir(join(folder.path, 'small', 'store', 'blobs', 'sha256'))).toEqual([])
  })

  it('tells wrong usage', async () => {
    for (const args of [
      ['gc', '--grace', 'soon'],
      ['verify', '--sample', '0'],
      ['verify', '--sample', '101%'],
    ]) {
      expect((await runCli(args, env)).code).toBe(2)
    }
    const address = await runCli(['store'], { ...env, WEIGHTHOUSE_STORE: 's3://key:secret@bucket' })
    expect(address.code).toBe(2)
    expect(address.stderr).not.toContain('secret')
  })
})
