import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openWeighthouse } from '../src/compose.ts'
import { loadConfig } from '../src/foundation/config/loadConfig.ts'
import { type CliResult, type RestAnswer, runCli } from './support/runCli.ts'
import { temporaryFolder } from './support/temporaryHome.ts'
import { writeSparseSafetensors } from './support/writeSparseWeights.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>
let slug: string

beforeEach(async () => {
  folder = await temporaryFolder('identify')
  env = { WEIGHTHOUSE_HOME: join(folder.path, 'home'), WEIGHTHOUSE_OFFLINE: '1' }
  const root = join(folder.path, 'drive', 'checkpoints')
  await mkdir(root, { recursive: true })
  await writeSparseSafetensors(join(root, 'mystery.safetensors'), { 'a.weight': [4, 4] })
  await writeFile(join(root, 'mystery.json'), JSON.stringify({ notes: 'from the other tool' }))
  const weighthouse = await openWeighthouse(loadConfig({ env, workingDirectory: folder.path }))
  try {
    await weighthouse.library.scan({ path: join(folder.path, 'drive') })
    slug = (await weighthouse.library.list()).models[0]?.slug ?? ''
  } finally {
    await weighthouse.close()
  }
})
afterEach(() => folder.remove())

function json({ code, stdout, stderr }: CliResult): RestAnswer {
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as RestAnswer
}

describe('weighthouse review', { timeout: 120_000 }, () => {
  it('prints what waits, why it is thought to be so, and takes a decision', async () => {
    const waiting = await runCli(['review'], env)
    expect(waiting.code).toBe(0)
    expect(waiting.stdout).toMatch(new RegExp(`${slug} +mystery +diffusion/unknown checkpoints`))
    expect(waiting.stdout).toContain('1 model to look at')
    const shown = await runCli(['review', 'show', slug], env)
    expect(shown.stdout).toContain('it lies in a folder for checkpoints')
    const set = await runCli(
      ['review', 'set', slug, '--subtype', 'unet', '--family', 'flux1', '--base', 'Flux.1 D', '--json'],
      env,
    )
    expect(json(set)).toMatchObject({ data: { type: 'diffusion', subtype: 'unet', family: 'flux1', decided: true } })
    expect((await runCli(['review'], env)).stdout).toContain('Nothing waits for you')
    expect(json(await runCli(['review', 'undo', slug, '--json'], env))).toMatchObject({ data: { decided: false } })
    expect(json(await runCli(['review', 'list', '--json'], env)).meta).toMatchObject({ total: 1 })
    expect(json(await runCli(['review', 'accept', slug, '--json'], env))).toMatchObject({ data: { decided: true } })
  })

  it('says what can be said when the word is none, and exits with 2', async () => {
    const wrong = await runCli(['review', 'set', slug, '--type', 'car'], env)
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('"car" is no type of a model')
    expect(wrong.stderr).toContain('It is one of: llm')
    expect((await runCli(['review', 'accept', 'local-0000000000000000'], env)).code).toBe(3)
  })
})

describe('weighthouse edit', { timeout: 120_000 }, () => {
  it('writes what the user says, beside what he said elsewhere before', async () => {
    const first = json(
      await runCli(['edit', slug, '--tag', '+daily', '--tag', 'night', '--rating', '4', '--favourite', '--json'], env),
    )
    expect(first.data).toMatchObject({
      user: { notes: 'from the other tool', tags: ['daily', 'night'], rating: 4, favourite: true },
    })
    const second = await runCli(
      ['edit', slug, '--tag', '-daily', '--no-favourite', '--note', 'two\nlines', '--title', 'Mine'],
      env,
    )
    expect(second.code).toBe(0)
    expect(second.stdout).toMatch(/notes +two\n +lines/)
    expect((await runCli(['list', 'mine'], env)).stdout).toContain('mystery')
    const { data } = json(await runCli(['review', 'show', slug, '--json'], env))
    expect(data.user).toEqual({ title: 'Mine', notes: 'two\nlines', tags: ['night'], favourite: false, rating: 4 })
  })

  it('refuses a rating of six and leaves the file alone', async () => {
    expect((await runCli(['edit', slug, '--rating', '6'], env)).code).toBe(2)
    const path = json(await runCli(['list', '--json'], env)).data[0].path as string
    expect(JSON.parse(await readFile(join(path, 'overrides.json'), 'utf8'))).toEqual({ notes: 'from the other tool' })
  })
})

describe('weighthouse identify', { timeout: 120_000 }, () => {
  it('says how many it looked at, what is missing, and what waits', async () => {
    const { code, stdout } = await runCli(['identify'], env)
    expect(code).toBe(0)
    expect(stdout).toMatch(/looked at +1 model/)
    expect(stdout).toContain('1 model without a hash so far')
    expect(stdout).toContain('1 model to look at: weighthouse review')
    const answer = json(await runCli(['identify', '--online', '--again', '--dry-run', '--json'], env))
    expect(answer.data).toMatchObject({ type: 'identify', state: 'completed', result: { models: 1, changed: 0 } })
  })
})
