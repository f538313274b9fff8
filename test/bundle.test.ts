import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../mock/startMockServers.ts'
import { runCli, runJson } from './support/runCli.ts'
import { temporaryFolder } from './support/temporaryHome.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let mock: MockServers
let online: Record<string, string>
let offline: Record<string, string>
let file: string

beforeEach(async () => {
  folder = await temporaryFolder('bundle')
  mock = await startMockServers({ hfRecords: [{ id: 'acme/tiny-chat' }, { id: 'acme/other' }], maxFileSize: 100_000 })
  online = {
    WEIGHTHOUSE_HOME: join(folder.path, 'online'),
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
  }
  offline = { WEIGHTHOUSE_HOME: join(folder.path, 'offline'), WEIGHTHOUSE_OFFLINE: '1' }
  file = join(folder.path, 'models.tar')
})
afterEach(async () => {
  await mock.close()
  await folder.remove()
})

it('carries models to a house without network by the command line, and says what it does', async () => {
  for (const model of ['acme/tiny-chat', 'acme/other']) expect((await runCli(['pull', model], online)).code).toBe(0)
  const planned = await runCli(['bundle', 'export', 'models', file, '--all', '--dry-run'], online)
  expect(planned.stdout).toMatch(/acme--other[^]*acme--tiny-chat[^]*would write 2 models, /)
  expect(await readdir(folder.path)).toEqual(['online'])

  const { data } = await runJson(['bundle', 'export', 'models', file, 'acme/tiny-chat'], online)
  expect(data).toMatchObject({
    plan: { models: [{ slug: 'acme--tiny-chat' }], files: [file] },
    job: { state: 'completed' },
  })
  expect(execFileSync('tar', ['-tf', file], { encoding: 'utf8' })).toMatch(
    /^weighthouse-bundle\.json\nmodels\/acme--tiny-chat\//,
  )

  const coming = await runCli(['bundle', 'import', 'models', file, '--dry-run'], offline)
  expect(coming.stdout).toMatch(/acme--tiny-chat .* new\nwould bring .*; not signed\n/)
  const brought = await runCli(['bundle', 'import', 'models', file], offline)
  expect(brought).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 model on the shelf, /) as string })
  expect((await runJson(['list'], offline)).data).toMatchObject([{ slug: 'acme--tiny-chat' }])
  expect((await runCli(['verify'], offline)).code).toBe(0)
  expect((await runJson(['show', 'acme/tiny-chat'], offline)).data).toMatchObject({
    entry: { slug: 'acme--tiny-chat' },
  })
  expect((await runJson(['bundle', 'import', 'models', file], offline)).data).toMatchObject({
    job: { result: { writtenBytes: 0 } },
  })
}, 60_000)

it('ends with the exit code of what is wrong, and replaces no file of another kind', async () => {
  expect((await runCli(['bundle', 'export', 'models', file, '--all'], online)).code).toBe(3)
  expect((await runCli(['pull', 'acme/tiny-chat'], online)).code).toBe(0)
  expect((await runCli(['bundle', 'export', 'models', file], online)).code).toBe(2)
  await writeFile(file, 'mine')
  const refused = await runCli(['bundle', 'export', 'models', file, '--all'], online)
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/is no bundle of models/) as string })
  expect(await readFile(file, 'utf8')).toBe('mine')
  expect(await runCli(['bundle', 'import', 'models', file], offline)).toMatchObject({ code: 4 })
  expect(await runCli(['bundle', 'import', 'models', join(folder.path, 'nothing')], offline)).toMatchObject({ code: 3 })
  await mkdir(join(folder.path, 'a folder'))
  expect(await runCli(['bundle', 'import', 'models', join(folder.path, 'a folder')], offline)).toMatchObject({
    code: 2,
  })
}, 60_000)
