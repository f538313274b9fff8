import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { appLayouts, writeAppLayout } from './support/layouts/appLayouts.ts'
import { readTree } from './support/readTree.ts'
import { runCli } from './support/runCli.ts'
import { temporaryFolder } from './support/temporaryHome.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>
let place: string

beforeEach(async () => {
  folder = await temporaryFolder('library')
  env = { WEIGHTHOUSE_HOME: join(folder.path, 'home') }
  place = await writeAppLayout(folder.path, appLayouts[0]!)
})
afterEach(() => folder.remove())

async function run(...args: string[]) {
  const { code, stdout, stderr } = await runCli(args, env)
  expect(`${code} ${stderr}`).toMatch(/^0 /)
  return stdout
}

async function json(...args: string[]) {
  return JSON.parse(await run(...args, '--json')) as {
    data: Record<string, unknown> & { result: Record<string, unknown> }
  }
}

it(
  'takes up a folder of ComfyUI in place, hashes it, imports from it and forgets it',
  { timeout: 120_000 },
  async () => {
    const before = await readTree(place)
    expect(await run('scan', place, '--dry-run')).toContain('7 would be added')
    expect(await run('root', 'list')).toContain('There is no root yet')
    const { data } = await json('scan', place, '--name', 'comfy')
    expect(data.result).toMatchObject({ added: 7, roots: [{ name: 'comfy', layouts: ['comfyui'] }] })
    expect(await run('list', 'aurora')).toMatch(/aurora.*in place/)
    expect((await json('hash')).data.result).toMatchObject({ files: 7, skipped: [] })
    expect((await json('hash')).data.result).toMatchObject({ files: 0 })

    const imported = await json('import', join(place, 'models/vae/ae.safetensors'), '--copy')
    const [model] = imported.data.result['models'] as { path: string }[]
    expect(existsSync(join(model!.path, 'ae.safetensors'))).toBe(true)
    expect(await readTree(place)).toEqual(before)

    expect(await run('root', 'remove', 'comfy')).toContain('Forgot')
    expect(await run('list')).toContain('1 model ')
    expect(await readTree(place)).toEqual(before)
  },
)

it('says what is wrong with an order, and does nothing', { timeout: 60_000 }, async () => {
  expect(await runCli(['scan', join(folder.path, 'none')], env)).toMatchObject({ code: 3 })
  expect(await runCli(['scan', place, '--layout', 'attic'], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Choose one of: plain,') as unknown,
  })
  expect(await runCli(['import', place], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--move, --copy or --link') as unknown,
  })
  expect(await runCli(['root', 'remove', 'nothing'], env)).toMatchObject({ code: 3 })
})
