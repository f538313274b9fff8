import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { call, pickle, proto, torchStateDict } from './support/formats/assemblePickle.ts'
import { writeZip } from './support/formats/writeZip.ts'
import { runCli, runJson } from './support/runCli.ts'
import { temporaryFolder } from './support/temporaryHome.ts'
import { writeGguf } from './support/writeGguf.ts'
import { writeSafetensors } from './support/writeSafetensors.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const at = (name: string) => join(folder.path, name)

beforeAll(async () => {
  folder = await temporaryFolder('inspect')
  await mkdir(at('models'))
  await writeFile(at('models/a.safetensors'), writeSafetensors({ w: { shape: [2, 3] } }, { title: 'mine' }))
  await writeFile(at('models/b.gguf'), writeGguf({ 'general.architecture': 'llama' }, { x: [4] }))
  await writeFile(at('models/c.pt'), writeZip([{ name: 'c/data.pkl', content: torchStateDict() }]))
  await writeFile(at('attack.bin'), pickle(proto(2), call('posix', 'system', `touch ${at('ran')}`)))
  await symlink(at('attack.bin'), at('models/link.bin'))
})
afterAll(() => folder.remove())

describe('weighthouse inspect', () => {
  it('tells format, header and safety of a file', async () => {
    const { code, stdout } = await runCli(['inspect', at('models/a.safetensors')])
    expect(code).toBe(0)
    for (const line of [
      /format +safetensors/,
      /tensors +1/,
      /parameters +6/,
      /types +F16 × 1/,
      /title +mine/,
      /safety +safe/,
    ])
      expect(stdout).toMatch(line)
  })

  it('ends with exit code 4 for a dangerous file, names what it imports, and runs nothing', async () => {
    const { code, stdout } = await runCli(['inspect', at('attack.bin')])
    expect(code).toBe(4)
    expect(stdout).toContain('it imports posix.system, which can run programs or change files')
    await expect(runCli(['inspect', at('ran')])).resolves.toMatchObject({ code: 3 })
  })

  it('looks at all files of a folder, and follows no link in it', async () => {
    const { data } = await runJson<{ data: { path: string; verdict: string; format: string }[] }>([
      'inspect',
      at('models'),
    ])
    expect(data.map(({ path, format, verdict }) => [path, format, verdict])).toEqual([
      [at('models/a.safetensors'), 'safetensors', 'safe'],
      [at('models/b.gguf'), 'gguf', 'safe'],
      [at('models/c.pt'), 'torch', 'safe'],
    ])
  })

  it('says which path is not there', async () => {
    const { code, stderr } = await runCli(['inspect', at('nothing')])
    expect([code, stderr]).toEqual([3, expect.stringContaining(`${at('nothing')} is not there`)])
  })
})
